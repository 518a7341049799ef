/**
 * Image processors that do nothing but resize, crop, rescale and normalize, by the values that they take where a
 * config file gives none. Source: huggingface/transformers, src/transformers/models (each image_processing_….py)
 */

/** As a preprocessor_config.json has them. */
export type Settings = Readonly<Record<string, unknown>>

const HALVES = [0.5, 0.5, 0.5]
const IMAGENET = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] }
const CLIP_COLOURS = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
}
const [BILINEAR, BICUBIC] = [2, 3]

const square = (side: number) => ({ height: side, width: side })

const ALWAYS: Settings = {
  do_resize: true,
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: HALVES,
  image_std: HALVES,
  default_to_square: true,
}

const CLIP: Settings = {
  ...ALWAYS,
  ...CLIP_COLOURS,
  resample: BICUBIC,
  size: { shortest_edge: 224 },
  default_to_square: false,
  do_center_crop: true,
  crop_size: square(224),
  do_convert_rgb: true,
}

const MOBILE_NET: Settings = {
  ...ALWAYS,
  resample: BILINEAR,
  size: { shortest_edge: 256 },
  default_to_square: false,
  do_center_crop: true,
  crop_size: square(224),
}

/** By the name of the class without its ending. */
export const PROCESSORS: Readonly<Record<string, Settings>> = {
  Beit: { ...ALWAYS, resample: BICUBIC, size: square(224), crop_size: square(224) },
  Bit: CLIP,
  Blip: { ...ALWAYS, ...CLIP_COLOURS, resample: BICUBIC, size: square(384), do_convert_rgb: true },
  ChineseCLIP: CLIP,
  CLIP,
  ConvNext: {
    ...ALWAYS,
    resample: BICUBIC,
    size: { shortest_edge: 384 },
    default_to_square: false,
    crop_pct: 224 / 256,
  },
  DeiT: { ...ALWAYS, resample: BICUBIC, size: square(256), do_center_crop: true, crop_size: square(224) },
  MobileNetV1: MOBILE_NET,
  MobileNetV2: MOBILE_NET,
  Pvt: { ...ALWAYS, ...IMAGENET, resample: BICUBIC, size: square(224) },
  Siglip: { ...ALWAYS, resample: BICUBIC, size: square(224), default_to_square: false, do_convert_rgb: true },
  ViT: { ...ALWAYS, resample: BILINEAR, size: square(224) },
}

/** What an image processor of a class, current or older, takes. Null: no such class is known here. */
export function defaultsOf(type: string): Settings | null {
  const name = type.replace(/(ImageProcessor(Fast|Pil)?|FeatureExtractor)$/, '')
  return Object.hasOwn(PROCESSORS, name) ? PROCESSORS[name]! : null
}
