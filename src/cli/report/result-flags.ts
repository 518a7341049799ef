/** Flags that say what becomes of a result. */
import { extname } from 'node:path'
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { RENDERERS } from '../../report/index.js'
import { type GateFlagValues, gateFlags } from '../gate/gate-flags.js'
import { type PlotFlagValue, plot } from './plot-flag.js'

const EXTENSIONS = Object.keys(RENDERERS)

/** @param summary of the flag */
export function outputTo(summary: string) {
  return Flags.custom<string>({
    summary,
    helpValue: 'FILE',
    parse: async (text) => {
      if (EXTENSIONS.includes(extname(text))) return text
      throw usageError('bad-output', `--output ${text}: expected a file ending with ${EXTENSIONS.join(', ')}`)
    },
  })({ multiple: true, multipleNonGreedy: true })
}

export const output = outputTo(`also write the result to a file: ${EXTENSIONS.join(', ')}`)

/** Flags of every command that gives a report. */
export const resultFlags = { output, plot, ...gateFlags }

/** Values of `resultFlags`. */
export interface ResultFlagValues extends GateFlagValues, PlotFlagValue {
  output: string[] | undefined
}
