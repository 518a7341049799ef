/** Flags that say what becomes of a result. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { RENDERERS } from '../../report/index.js'
import { type GateFlagValues, gateFlags } from '../gate/gate-flags.js'
import { type PlotFlagValue, plot } from './plot-flag.js'

export const output = Flags.custom<string>({
  summary: `also write the result to a file: ${Object.keys(RENDERERS).join(', ')}`,
  helpValue: 'FILE',
  parse: async (text) => {
    if (!Object.keys(RENDERERS).some((extension) => text.endsWith(extension))) {
      throw usageError(
        'bad-output',
        `--output ${text}: expected a file ending with ${Object.keys(RENDERERS).join(', ')}`,
      )
    }
    return text
  },
})({ multiple: true, multipleNonGreedy: true })

/** Flags of every command that gives a report. */
export const resultFlags = { output, plot, ...gateFlags }

/** Values of `resultFlags`. */
export interface ResultFlagValues extends GateFlagValues, PlotFlagValue {
  output: string[] | undefined
}
