/** Flags that say how texts are read by a model. */
import { Flags } from '@oclif/core'
import { POOLINGS, type PoolingMode, type ToldTexts } from '../../model/text-options.js'
import { positive } from './flags.js'

export const textFlags = {
  'query-prompt': Flags.string({ summary: 'words put before every query', helpValue: 'TEXT' }),
  'document-prompt': Flags.string({ summary: 'words put before every document', helpValue: 'TEXT' }),
  prompt: Flags.string({
    summary: 'words put before every text whose side has none told; "" for none. By default the model says',
    helpValue: 'TEXT',
  }),
  'max-length': Flags.custom<number>({
    summary: 'tokens a text is cut to, special ones included; by default the model says',
    helpValue: 'N',
    parse: async (text) => positive(text, '--max-length'),
  })(),
  pooling: Flags.option({
    summary: 'how vectors of tokens become one; by default the model says, else their mean',
    options: POOLINGS,
  })(),
  'layer-norm': Flags.boolean({
    summary: 'normalize the whole vector to mean 0 and variance 1 before it is cut, as Nomic models want it',
  }),
}

/** Values of `textFlags`. */
export interface TextFlagValues {
  'query-prompt': string | undefined
  'document-prompt': string | undefined
  prompt: string | undefined
  'max-length': number | undefined
  pooling: PoolingMode | undefined
  'layer-norm': boolean
}

/** What was said, leaving out what was not. */
export function toldTexts(flags: TextFlagValues): ToldTexts {
  const { prompt, pooling } = flags
  return {
    ...(flags['query-prompt'] === undefined ? {} : { queryPrompt: flags['query-prompt'] }),
    ...(flags['document-prompt'] === undefined ? {} : { documentPrompt: flags['document-prompt'] }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(flags['max-length'] === undefined ? {} : { maxLength: flags['max-length'] }),
    ...(pooling === undefined ? {} : { pooling }),
    ...(flags['layer-norm'] ? { layerNorm: true } : {}),
  }
}
