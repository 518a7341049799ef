/** How images are made to fit a model, as far as the user says. */

/** How pixels are weighed when an image is resized, under Pillow's names. */
export const KERNELS = ['nearest', 'bilinear', 'bicubic', 'lanczos'] as const
export type Kernel = (typeof KERNELS)[number]

/** Which axis of the model's input counts the channels: [C, H, W] or [H, W, C]. */
export const LAYOUTS = ['nchw', 'nhwc'] as const
export type Layout = (typeof LAYOUTS)[number]

/** Pixels. */
export interface Size {
  height: number
  width: number
}

/** The shorter side, with the ratio kept, or both sides. */
export type Resized = { shortest: number } | Size

/** What is not said comes from the model's `preprocessor_config.json`, else images are taken as they are. Named as the flags are. */
export interface ToldImages {
  preprocess?: Preprocess
  imageSize?: Resized
  imageCrop?: Size
  imageKernel?: Kernel
  imageMean?: readonly number[] // [1] or [channels], of numbers in 0…1
  imageStd?: readonly number[]
  imageLayout?: Layout
}

/** A preset by its name, or a preprocessor_config.json by its path and with what it says. */
export interface Preprocess {
  name: string
  config?: Readonly<Record<string, unknown>>
}
