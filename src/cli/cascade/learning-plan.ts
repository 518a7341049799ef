/** How the flags of `adaptive-classify` say that cascades are learnt. */
import type { Goal } from '../../cascade/choose.js'
import { usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import type { Policy } from '../../evaluate/policies.js'
import type { ConfidenceKind } from '../../math/softmax.js'

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

const GOALS = ['max-drop', 'target-accuracy', 'budget'] as const
const KINDS = { 'max-drop': 'maxDrop', 'target-accuracy': 'targetAccuracy', budget: 'budget' } as const
const LEARNING = ['policy', 'splits', 'holdout-size', ...GOALS, 'confidence', 'write-thresholds'] as const
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
    const beside = LEARNING.find((name) => flags[name] !== undefined)
    if (beside !== undefined) refuse(`--${beside}`, '--thresholds, which were learnt before')
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
  const [flag, more] = GOALS.filter((name) => flags[name] !== undefined)
  if (flag === undefined) return null
  if (more !== undefined) refuse(`--${more}`, `--${flag}: a cascade is chosen for one of them`)
  return { flag, goal: { kind: KINDS[flag], value: flags[flag]! } }
}

/** What was typed takes the place of what the config file or the environment says and what does not go with it. */
export function typedFirst<Values extends AdaptiveFlagValues>(
  flags: Values,
  isTyped: (name: string) => boolean,
): Values {
  const untyped = (names: readonly (keyof AdaptiveFlagValues)[]) => names.filter((name) => !isTyped(name))
  const goals = GOALS.some(isTyped) ? untyped(GOALS) : []
  const learning = isTyped('thresholds') ? untyped(LEARNING) : LEARNING.some(isTyped) ? (['thresholds'] as const) : []
  const left = Object.fromEntries([...goals, ...learning].map((name) => [name, undefined]))
  if (!isTyped('thresholds')) return { ...flags, ...left }
  const { dims, temperature } = flags
  return { ...flags, ...left, dims: isTyped('dims') ? dims : 'all', temperature: isTyped('temperature') && temperature }
}

function refuse(flag: string, beside: string): never {
  throw usageError('flags-conflict', `${flag} does not go with ${beside}`)
}
