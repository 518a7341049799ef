/** Flags that say how texts are read by a model. */
import { Flags } from '@oclif/core'
import type { ToldTexts } from '../model/text-options.js'

export const textFlags = {
  'query-prompt': Flags.string({ summary: 'words put before every query', helpValue: 'TEXT' }),
  'document-prompt': Flags.string({ summary: 'words put before every document', helpValue: 'TEXT' }),
}

/** Values of `textFlags`. */
export interface TextFlagValues {
  'query-prompt': string | undefined
  'document-prompt': string | undefined
}

/** What was said, leaving out what was not. */
export function toldTexts(flags: TextFlagValues): ToldTexts {
  return {
    ...(flags['query-prompt'] === undefined ? {} : { queryPrompt: flags['query-prompt'] }),
    ...(flags['document-prompt'] === undefined ? {} : { documentPrompt: flags['document-prompt'] }),
  }
}
