/** Flags of `adaptive-classify`, and what they come to. */
import { Flags } from '@oclif/core'
import type { Goal } from '../cascade/choose.js'
import { usageError } from '../errors.js'
import type { AskedDims } from '../evaluate/dims.js'
import { POLICIES, type Policy } from '../evaluate/policies.js'
import type { ConfidenceKind } from '../math/softmax.js'
import { positive } from './flags.js'

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
  policy: Flags.custom<Policy>({
    summary: `rules that thresholds are learnt by: ${POLICIES.join(', ')}; default joint`,
    helpValue: POLICIES.join(','),
    multiple: true,
    delimiter: ',',
    parse: async (text) => {
      const known = POLICIES.find((policy) => policy === text)
      if (known === undefined) throw usageError('bad-policy', `--policy has "${text}"; expected ${POLICIES.join(', ')}`)
      return known
    },
  })(),
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

export interface AdaptiveFlagValues {
  policy: Policy[] | undefined
  splits: number | undefined
  'holdout-size': number | undefined
  'max-drop': number | undefined
  'target-accuracy': number | undefined
  budget: number | undefined
  confidence: ConfidenceKind | undefined
  temperature: boolean
  thresholds: string | undefined
  'write-thresholds': string | undefined
  holdout: string | undefined
  probe: boolean
  train: string | undefined
  dims: AskedDims
}

/** How cascades are learnt. */
export interface LearningPlan {
  policies: readonly Policy[]
  goal: Goal | null
  splits: { count: number; size: number | null } | null // null: on --holdout; size null: a fifth
}

const MAX_DROP = 0.01
const SPLITS = 30

/** @throws UserError (exit 2) for flags that nothing would come of */
export function planLearning(flags: AdaptiveFlagValues): LearningPlan | null {
  if (flags.probe && flags.train === undefined) {
    throw usageError(
      'probe-train',
      '--probe needs --train: thresholds learnt on the rows that probes were fitted to would trust them too much',
      '--train PATH',
    )
  }
  if (flags.thresholds !== undefined) {
    refuseBeside('thresholds', 'which were learnt before', flags, [
      'policy',
      'splits',
      'holdout-size',
      'max-drop',
      'target-accuracy',
      'budget',
      'confidence',
      'write-thresholds',
    ])
    if (flags.dims !== 'all') refuse('--dims', '--thresholds, whose file names the heads')
    if (flags.temperature) refuse('--temperature', '--thresholds, whose file says whether there are temperatures')
    return null
  }
  const policies = [...new Set(flags.policy ?? ['joint' as const])]
  const goal = goalOf(flags)
  if (goal !== null && !policies.includes('joint'))
    refuse(`--${goal.flag}`, `--policy ${policies.join(',')}: only the joint policy chooses a point`)
  const isSplit = flags.splits !== undefined || flags.holdout === undefined
  if (!isSplit && flags['holdout-size'] !== undefined)
    refuse('--holdout-size', '--holdout, whose rows are all learnt on; give --splits to draw them from --data')
  if (isSplit && flags['write-thresholds'] !== undefined) {
    throw usageError(
      'write-thresholds-splits',
      '--write-thresholds: every split learns thresholds of its own; expected one set to learn on',
      '--holdout PATH, without --splits',
    )
  }
  if (flags['write-thresholds'] !== undefined && !policies.some((policy) => policy !== 'shared'))
    refuse('--write-thresholds', '--policy shared, which chooses no point')
  return {
    policies,
    goal: policies.includes('joint') ? (goal?.goal ?? { kind: 'maxDrop', value: MAX_DROP }) : null,
    splits: isSplit ? { count: flags.splits ?? SPLITS, size: flags['holdout-size'] ?? null } : null,
  }
}

function goalOf(flags: AdaptiveFlagValues): { flag: string; goal: Goal } | null {
  const kinds = [
    ['max-drop', 'maxDrop'],
    ['target-accuracy', 'targetAccuracy'],
    ['budget', 'budget'],
  ] as const
  const told = kinds.filter(([flag]) => flags[flag] !== undefined)
  if (told.length > 1) refuse(`--${told[1]![0]}`, `--${told[0]![0]}: a cascade is chosen for one of them`)
  const [flag, kind] = told[0] ?? []
  return flag === undefined ? null : { flag, goal: { kind: kind!, value: flags[flag]! } }
}

function refuseBeside(
  given: string,
  why: string,
  flags: AdaptiveFlagValues,
  others: readonly (keyof AdaptiveFlagValues)[],
): void {
  const typed = others.find((name) => flags[name] !== undefined)
  if (typed !== undefined) refuse(`--${typed}`, `--${given}, ${why}`)
}

function refuse(flag: string, beside: string): never {
  throw usageError('flags-conflict', `${flag} does not go with ${beside}`)
}
