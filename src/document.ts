/** The document that every evaluating command returns: rows of measured values, and what they were measured on. */
import type { Row } from './rows.js'

export interface Notice {
  code: string
  message: string
}

/** What an input was for. */
export type InputRole =
  | 'model'
  | 'database'
  | 'queries'
  | 'data'
  | 'holdout'
  | 'train'
  | 'labels'
  | 'qrels'
  | 'run'
  | 'thresholds'
  | 'superclasses'
  | 'subset'
  | 'outcomes'
  | 'result'
  | 'baseline'

/** What all rules say together: one verdict for text, JSON, JUnit and the exit code. */
export interface GateVerdict {
  passed: boolean
  rules: readonly RuleVerdict[]
}

export interface RuleVerdict {
  rule: string // as given
  passed: boolean
  checks: readonly RuleCheck[] // one for every row that it speaks of; never none
}

export interface RuleCheck {
  row: Readonly<Record<string, unknown>> // its keys
  metric: string
  value: number | null // null: not measured, which never passes
  bound: number | null // what it is held against; null: the baseline did not measure it
  baseline: number | null // of the same row; null: the rule has no baseline
  significant: boolean | null // is the difference to the baseline beyond chance? null: the rule does not ask
  passed: boolean
}

export interface InputFacts {
  role: InputRole
  name?: string // of a model, a run, and data and query sets that have one: as rows call it; of a subset, that of its data set
  path: string
  sha256: string
  rows: number | null
  dim: number | null
  classes: number | null
}

/** The document that every evaluating command returns; `--json` prints it as it stands. Plain JSON, finite numbers. */
export interface Report {
  schemaVersion: 1
  command: string
  tool: { name: 'mrl-eval'; version: string }
  environment: Readonly<Record<string, string | number | null>>
  inputs: readonly InputFacts[]
  parameters: Readonly<Record<string, unknown>>
  rows: readonly Row[]
  warnings: readonly Notice[]
  gate: GateVerdict | null // null: no rules were given
  timing: Readonly<Record<string, number>> // seconds by phase
}
