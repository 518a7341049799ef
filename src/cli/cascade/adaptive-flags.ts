/** Flags of `adaptive-classify`. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { POLICIES, type Policy } from '../../evaluate/policies.js'
import type { ConfidenceKind } from '../../math/softmax.js'
import { positive } from '../flags/flags.js'
import { listOf } from '../flags/list-flags.js'

const share = (flag: string, summary: string) =>
  Flags.custom<number>({
    summary,
    helpValue: '0.01',
    parse: async (text) => {
      const value = Number(text)
      if (/^[\d.]+(e-?\d+)?$/i.test(text) && value >= 0 && value <= 1) return value
      throw usageError('bad-share', `--${flag} has "${text}"; expected a number from 0 to 1`)
    },
  })()

export const adaptiveFlags = {
  policy: listOf<Policy>(
    'policy',
    POLICIES,
    `rules that thresholds are learnt by: ${POLICIES.join(', ')}; default joint`,
    POLICIES.join(','),
  ),
  splits: Flags.custom<number>({
    summary: 'learn on rows drawn from --data, score the others, so many times; default 30 without --holdout',
    helpValue: '30',
    parse: async (text) => positive(text, '--splits', 1, 10_000),
  })(),
  'holdout-size': Flags.custom<number>({
    summary: 'rows of --data that each split learns on; default a fifth',
    helpValue: 'N',
    parse: async (text) => positive(text, '--holdout-size'),
  })(),
  'max-drop': share('max-drop', 'choose the cheapest cascade that loses at most this share of accuracy; default 0.01'),
  'target-accuracy': share('target-accuracy', 'choose the cheapest cascade that has at least this accuracy'),
  budget: Flags.custom<number>({
    summary: 'choose the most accurate cascade that needs at most so many dims on average',
    helpValue: 'DIM',
    parse: async (text) => positive(text, '--budget'),
  })(),
  confidence: Flags.option({
    summary: 'when a head is sure: its largest softmax value (the default), that less the second, or 1 − entropy',
    options: ['softmax', 'margin', 'entropy'] as const satisfies readonly ConfidenceKind[],
  })(),
  temperature: Flags.boolean({
    summary: 'divide the logits of each head by a temperature that is learnt, too (calibration)',
    default: false,
  }),
  thresholds: Flags.string({
    summary: 'apply the thresholds of this file in place of learning any',
    helpValue: 'FILE.json',
  }),
  'write-thresholds': Flags.string({
    summary: 'write the thresholds of the chosen cascade to a file',
    helpValue: 'FILE.json',
  }),
}
