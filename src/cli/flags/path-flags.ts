/** Flags whose values are paths, some of which can be named. */
import { Flags } from '@oclif/core'

/** Flags whose values are paths; in a config file they are relative to it. */
export const PATH_FLAGS: ReadonlySet<string> = new Set([
  'model',
  'database',
  'database-labels',
  'queries',
  'queries-labels',
  'data',
  'output',
  'results',
  'plots',
  'qrels',
  'run',
  'write-runs',
  'holdout',
  'train',
  'labels',
  'holdout-labels',
  'train-labels',
  'thresholds',
  'write-thresholds',
  'baseline',
  'write-baseline',
  'superclasses',
  'class-subset',
  'preprocess',
])

/** Of those, what is written of a result. */
export const OUTPUT_FLAGS: ReadonlySet<string> = new Set(['output', 'write-thresholds', 'write-runs', 'write-baseline'])

/** Flags whose values are paths or, as single words, presets. */
export const PRESET_FLAGS: ReadonlySet<string> = new Set(['preprocess'])

/** Flags whose values have commas of their own; in the environment, spaces stand between several. */
const SPACED_FLAGS: ReadonlySet<string> = new Set(['index', 'funnel'])

/** What stands between several values of a flag in the environment. Rules of `gate` have commas and spaces of their own. */
export function separatorOf(flag: string): RegExp {
  if (flag === 'gate') return /\s*[;\n]\s*/
  return SPACED_FLAGS.has(flag) ? /\s+/ : /,/
}

/** Flags whose paths can have names. */
export const NAMED_FLAGS: ReadonlySet<string> = new Set(['model', 'queries', 'data', 'class-subset', 'run'])

/** `NAME=` and the path. */
export const NAMED_PATH = /^([^=/\\]+=)(.+)$/

/** `NAME=PATH`, or a path named by its stem. */
export interface NamedPath {
  name: string | null
  path: string
}

export const namedPath = Flags.custom<NamedPath>({
  helpValue: '[NAME=]PATH',
  parse: async (text) => {
    const split = NAMED_PATH.exec(text)
    return split ? { name: split[1]!.slice(0, -1), path: split[2]! } : { name: null, path: text }
  },
})

export const model = namedPath({
  summary: 'an ONNX model, or a folder with one; repeat to compare several',
  multiple: true,
  multipleNonGreedy: true,
})

export const querySets = namedPath({
  summary: 'what is searched for: a dataset (with --model) or an embeddings file; repeat for several sets',
  multiple: true,
  multipleNonGreedy: true,
})
