/** Keys of a preprocessor_config.json. */

/** Read here. */
export const KNOWN = new Set([
  'image_processor_type',
  'feature_extractor_type',
  'do_resize',
  'size',
  'default_to_square',
  'resample',
  'do_center_crop',
  'crop_size',
  'crop_pct',
  'do_rescale',
  'rescale_factor',
  'do_normalize',
  'image_mean',
  'image_std',
  'do_convert_rgb',
])

/** These change no pixel: names, forms of in- and output, and what is done to label maps. */
export const HARMLESS = new Set([
  '_valid_processor_keys',
  'data_format',
  'device',
  'disable_grouping',
  'do_reduce_labels',
  'image_seq_length',
  'input_data_format',
  'model_input_names',
  'num_channels',
  'processor_class',
  'reduce_labels',
  'return_tensors',
  'transformers_version',
])
