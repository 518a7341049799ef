/** Flags that hold a result against rules and an earlier result. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { MISMATCHES, type Mismatch } from '../../gates/mismatch.js'
import { parseRule } from '../../gates/parse.js'
import type { Rule } from '../../gates/rule.js'
import { listOf } from '../flags/list-flags.js'

const gate = Flags.custom<Rule>({
  summary:
    'a rule that must hold, else exit 4: METRIC[key=value,…] >= BOUND, where BOUND is a number, 70% or baseline - 0.005; repeatable',
  helpValue: 'RULE',
  parse: async (text) => parseRule(text),
})({ multiple: true, multipleNonGreedy: true })

const baseline = Flags.string({
  summary: 'what rules call baseline: a file of --write-baseline, or a result as .json',
  helpValue: 'FILE.json',
})

const writeBaseline = Flags.custom<string>({
  summary: 'keep the result as a small file that later ones are held against; not when a rule fails',
  helpValue: 'FILE.json',
  parse: async (text) => {
    if (text.endsWith('.json')) return text
    throw usageError('bad-output', `--write-baseline ${text}: expected a file ending with .json`)
  },
})()

const allowMismatch = listOf<Mismatch>(
  'allow-mismatch',
  MISMATCHES,
  `in what the baseline may be of something else: ${MISMATCHES.join(', ')}`,
  'model,data',
)

export const gateFlags = {
  gate,
  baseline,
  'write-baseline': writeBaseline,
  'allow-mismatch': allowMismatch,
}

/** Values of `gateFlags`. */
export interface GateFlagValues {
  gate: Rule[] | undefined
  baseline: string | undefined
  'write-baseline': string | undefined
  'allow-mismatch': Mismatch[] | undefined
}
