/** What a baseline file holds → a baseline, or what is wrong with it. */
import { dataError, usageError } from '../errors.js'
import type { MetricValue, Report } from '../types.js'
import { type Baseline, baselineOf } from './baseline.js'

const ANEW = 'write one: --write-baseline FILE.json'

/**
 * A baseline, or a whole report, of which one is made.
 * @param value parsed JSON
 * @param command whose baseline is wanted
 * @throws UserError (exit 3) for anything else, and for one of a later version; (exit 2) for one of another command
 */
export function baselineFrom(value: unknown, path: string, command: string): Baseline {
  if (!isObject(value)) throw noBaseline(path, `it holds ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}`)
  const { schemaVersion } = value
  if ('error' in value) throw noBaseline(path, 'it is the report of a run that failed')
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw dataError(
      'baseline-version',
      `${path} has schemaVersion ${schemaVersion}; this mrl-eval knows 1`,
      'update mrl-eval',
      ANEW,
    )
  }
  const wrong = wrongIn(value)
  if (wrong !== null) throw noBaseline(path, wrong)
  const baseline = value.kind === 'baseline' ? (value as unknown as Baseline) : baselineOf(value as unknown as Report)
  if (baseline.command === command) return baseline
  throw usageError(
    'baseline-command',
    `${path} is a baseline of ${baseline.command}; this is ${command}`,
    `give --baseline under ${baseline.command}: in the config file, where it is to hold for that command alone`,
  )
}

/** What a baseline or a report must have and this has not. */
function wrongIn(value: Readonly<Record<string, unknown>>): string | null {
  if (value.schemaVersion !== 1) return 'it has no "schemaVersion": 1'
  if (typeof value.command !== 'string') return 'it names no "command"'
  if (!isObject(value.tool) || typeof value.tool.version !== 'string') return 'it names no "tool" with its version'
  const wrong = value.kind === 'baseline' ? wrongInFingerprint(value.fingerprint) : wrongInReport(value)
  if (wrong !== null) return wrong
  if (!Array.isArray(value.rows)) return 'it has no list of "rows"'
  for (const [i, row] of value.rows.entries()) {
    if (!isObject(row) || typeof row.model !== 'string') return `row ${i} names no "model"`
    if (!isObject(row.metrics)) return `row ${i} has no "metrics"`
    const bad = Object.entries(row.metrics).find(([, metric]) => !isMetric(metric))
    if (bad !== undefined) return `row ${i}: "${bad[0]}" is no metric with value, ci95 and unit`
  }
  return null
}

function wrongInFingerprint(fingerprint: unknown): string | null {
  if (!isObject(fingerprint)) return 'it has no "fingerprint"'
  const { models, inputs, definitions } = fingerprint
  const isModel = (model: unknown) =>
    isObject(model) && typeof model.name === 'string' && typeof model.sha256 === 'string'
  if (!Array.isArray(models) || !models.every(isModel)) return 'its fingerprint has no "models" with name and sha256'
  if (!Array.isArray(inputs) || !inputs.every(isInput)) return 'its fingerprint has no "inputs" with role and sha256'
  return isObject(definitions) ? null : 'its fingerprint has no "definitions"'
}

function wrongInReport({ inputs, parameters }: Readonly<Record<string, unknown>>): string | null {
  const isWithPath = (input: unknown) => isInput(input) && typeof (input as { path?: unknown }).path === 'string'
  if (!Array.isArray(inputs) || !inputs.every(isWithPath)) return 'it has no "inputs" with role, path and sha256'
  return isObject(parameters) ? null : 'it has no "parameters"'
}

function isInput(input: unknown): boolean {
  return isObject(input) && typeof input.role === 'string' && typeof input.sha256 === 'string'
}

function isMetric(metric: unknown): metric is MetricValue {
  if (!isObject(metric) || typeof metric.unit !== 'string') return false
  const { value, ci95 } = metric
  const isInterval = Array.isArray(ci95) && ci95.length === 2 && ci95.every((end) => typeof end === 'number')
  return (value === null || typeof value === 'number') && (ci95 === null || isInterval)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function noBaseline(path: string, why: string): Error {
  return dataError(
    'baseline-format',
    `${path} is no baseline: ${why}`,
    ANEW,
    'or give what --json or --output FILE.json wrote',
  )
}
