/** Flags that say how images are made to fit a model. */
import { Flags } from '@oclif/core'
import type { ToldImages } from '../model/image-options.js'

export const imageFlags = {
  preprocess: Flags.string({
    summary: 'how images are made to fit the model: a preset, or a preprocessor_config.json',
    helpValue: 'NAME|FILE',
  }),
}

/** Values of `imageFlags`. */
export interface ImageFlagValues {
  preprocess: string | undefined
}

/** What was said, leaving out what was not. */
export function toldImages({ preprocess }: ImageFlagValues): ToldImages {
  return preprocess === undefined ? {} : { preprocess }
}
