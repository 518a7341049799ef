/** What every metric id means: formula, divisor, ties, interval, source. The headers of src/metrics say more. */
import type { Report } from '../types.js'
import { ADVICE } from './definitions/advice.js'
import { CASCADE } from './definitions/cascade.js'
import { CLASSIFICATION } from './definitions/classification.js'
import { COMPARISON } from './definitions/comparison.js'
import { COST } from './definitions/cost.js'
import { RETRIEVAL } from './definitions/retrieval.js'
import { TIME } from './definitions/time.js'

export interface Definition {
  name: string // in words
  formula: string
  divides: string // what the sum is divided by, and so what counts
  ties: string // ties and edge cases
  interval: string
  source: string
}

/** Definitions by metric id; an id that commands use differently has the command before it, and sizes are `k`. */
export type Definitions = Readonly<Record<string, Definition>>

export const DEFINITIONS: Definitions = {
  ...CLASSIFICATION,
  ...RETRIEVAL,
  ...COST,
  ...TIME,
  ...CASCADE,
  ...COMPARISON,
  ...ADVICE,
}

/** The key of a metric's definition: "knn@5" → "knn@k", the accuracy of few-shot → "few-shot accuracy"; null: there is none. */
export function definitionKey(id: string, command: string): string | null {
  const plain = id.replace(/@\d+/, '@k')
  return [`${command} ${plain}`, plain].find((key) => Object.hasOwn(DEFINITIONS, key)) ?? null
}

/** The keys of the definitions of all metrics that were measured, in the order of `DEFINITIONS`. */
export function definitionsOf({ rows, command }: Report): string[] {
  const ids = new Set(rows.flatMap(({ metrics }) => Object.keys(metrics).filter((id) => metrics[id]!.value !== null)))
  const keys = new Set([...ids].map((id) => definitionKey(id, command)))
  return Object.keys(DEFINITIONS).filter((key) => keys.has(key))
}
