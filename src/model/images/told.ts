/** What was said of images, as it was typed. */
import type { ToldImages } from '../image-options.js'
import { flagsOf } from '../told.js'

/** The flags that ask for anything but images as they are. */
export function imageFlagsOf({ preprocess, ...others }: ToldImages): string[] {
  return flagsOf(preprocess === undefined || preprocess.name === 'none' ? others : { preprocess, ...others })
}
