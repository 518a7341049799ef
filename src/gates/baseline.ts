/** What is kept of a report so that later ones can be held against it: nothing that differs from run to run. */

import { isFromClock } from '../math/clock.js'
import { type AnyRow, keysOf } from '../math/row-keys.js'
import type { Report } from '../types.js'

export interface Baseline {
  schemaVersion: 1
  kind: 'baseline'
  tool: { name: 'mrl-eval'; version: string }
  command: string
  fingerprint: Fingerprint
  rows: readonly AnyRow[] // keys as rules name them, and the metrics that do not come from a clock
}

/** What the numbers were measured on, and how. Lists are sorted: the order of inputs means nothing. */
export interface Fingerprint {
  models: readonly { name: string; sha256: string }[]
  inputs: readonly KnownInput[]
  definitions: Readonly<Record<string, unknown>> // parameters, with roles in place of paths
}

export interface KnownInput {
  role: string
  name?: string // of runs, and of data and query sets that have one
  sha256: string
  rows: number | null
}

/**
 * Parameters that define no number that is kept: what rows say themselves, what was learnt, what only costs time. Rows per
 * model run (`batch`) can change the last bits.
 */
export const NO_DEFINITIONS: ReadonlySet<string> = new Set([
  'dims',
  'modelDims',
  'shortlist',
  'rerank',
  'grid',
  'shortlistSize',
  'funnel',
  'probeStrengths',
  'holdoutSize',
  'shots',
  'latency',
  'batch',
  'data', // inputs have its names and contents
])

export function baselineOf({ tool, command, inputs, parameters, rows }: Report): Baseline {
  const roles = new Map(inputs.map(({ path, role }) => [path, role]))
  const kept = Object.entries(parameters).filter(([key]) => !NO_DEFINITIONS.has(key))
  return {
    schemaVersion: 1,
    kind: 'baseline',
    tool: { name: tool.name, version: tool.version },
    command,
    fingerprint: {
      models: inputs
        .filter(({ role }) => role === 'model')
        .map(({ name = '', sha256 }) => ({ name, sha256 }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      inputs: inputs
        .filter(({ role }) => role !== 'model' && role !== 'baseline')
        .map(({ role, name, sha256, rows }) => ({ role, ...(name === undefined ? {} : { name }), sha256, rows }))
        .toSorted((a, b) => (inputText(a) < inputText(b) ? -1 : 1)),
      definitions: withoutPaths(Object.fromEntries(kept), roles) as Fingerprint['definitions'],
    },
    rows: rows.map(withoutClock),
  }
}

/** One text for all inputs that are the same. */
export function inputText({ role, name, sha256 }: Omit<KnownInput, 'rows'>): string {
  return JSON.stringify([role, name ?? null, sha256])
}

/** What to do for a baseline: rules that speak of one hold up the run that would write it. */
export function toWrite(what: string, file = 'FILE.json'): string {
  return `${what}, without --baseline and the rules that speak of it: --write-baseline ${file}`
}

/** The same value with the role of an input wherever its path stood, as a text or a key. */
function withoutPaths(value: unknown, roles: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return roles.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => withoutPaths(item, roles))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [roles.get(key) ?? key, withoutPaths(inner, roles)]),
  )
}

function withoutClock(row: AnyRow): AnyRow {
  const metrics = Object.entries(row.metrics).filter(([, metric]) => !isFromClock(metric))
  return { model: row.model, ...keysOf(row), metrics: Object.fromEntries(metrics) }
}
