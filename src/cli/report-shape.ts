/** Whether a parsed document is a report, and if not, what it is instead. */
import type { Report } from '../types.js'

/** A report, or why it is none: "is a baseline, …", to stand after the path of the file. */
export type Read = { report: Report } | { fault: string; isNewer?: true }

type Fields = Readonly<Record<string, unknown>>

/** Checks what readers of reports rely on, and nothing more. */
export function readReport(document: unknown): Read {
  if (!isObject(document)) return { fault: 'is JSON, but holds no document of mrl-eval' }
  const { error, kind, schemaVersion, command } = document
  if (isObject(error)) return { fault: `is what a command that failed printed: ${String(error.message)}` }
  if (typeof schemaVersion === 'number' && schemaVersion > 1)
    return { fault: `has schemaVersion ${schemaVersion}; this mrl-eval knows 1`, isNewer: true }
  if (kind === 'baseline') return { fault: 'is a baseline, which holds the numbers of its rules alone' }
  if (isObject(document.tool) && typeof command === 'string' && !('rows' in document))
    return { fault: `is what ${command} printed, which has no rows of measured values` }
  const fault = faultOf(document)
  return fault === null ? { report: document as unknown as Report } : { fault: `is no report: ${fault}` }
}

function faultOf({
  schemaVersion,
  command,
  tool,
  environment,
  inputs,
  parameters,
  rows,
  ...rest
}: Fields): string | null {
  if (schemaVersion !== 1) return 'it has no "schemaVersion": 1'
  if (typeof command !== 'string') return 'it names no "command"'
  if (!isObject(tool) || typeof tool.version !== 'string') return 'it names no "tool" with its version'
  for (const [name, value] of Object.entries({ environment, parameters, timing: rest.timing }))
    if (!isObject(value)) return `it has no "${name}"`
  if (!isListOf(inputs, isInput)) return 'it has no list of "inputs" with role, path and sha256'
  if (!isListOf(rest.warnings, (warning) => typeof warning.message === 'string')) return 'it has no list of "warnings"'
  if (rest.gate !== null && !isGate(rest.gate)) return 'its "gate" is neither null nor a verdict'
  if (!Array.isArray(rows)) return 'it has no list of "rows"'
  const bad = rows.findIndex((row) => !isRow(row))
  return bad === -1 ? null : `row ${bad} is not one that mrl-eval writes`
}

function isInput({ role, path, sha256 }: Fields): boolean {
  return [role, path, sha256].every((value) => typeof value === 'string')
}

function isGate(gate: unknown): boolean {
  const isRule = ({ rule, checks }: Fields) => typeof rule === 'string' && isListOf(checks, ({ row }) => isObject(row))
  return isObject(gate) && typeof gate.passed === 'boolean' && isListOf(gate.rules, isRule)
}

/** Keys that say what a row is of, and what else such a row has. */
function isRow(row: unknown): boolean {
  if (!isObject(row) || typeof row.model !== 'string' || !isObject(row.metrics)) return false
  if (!Object.values(row.metrics).every(isMetric)) return false
  if ('fits' in row) return Array.isArray(row.reasons) && isObject(row.basis)
  if ('shortlist' in row) return isSetting(row)
  if ('policy' in row) return isCount(row.cap) && isObject(row.thresholds) && isObject(row.exits)
  if ('against' in row) return isCount(row.dim) && isCount(row.againstDim) && typeof row.metric === 'string'
  return 'run' in row ? typeof row.run === 'string' : isCount(row.dim)
}

function isSetting({ shortlist, rerank, shortlistSize, funnel, index }: Fields): boolean {
  const isFunnel = funnel === null || isListOf(funnel, ({ rows, dim }) => isCount(rows) && isCount(dim))
  const isSize = shortlistSize === null || isCount(shortlistSize)
  return isCount(shortlist) && isCount(rerank) && isSize && isFunnel && typeof index === 'string'
}

function isMetric(metric: unknown): boolean {
  if (!isObject(metric) || typeof metric.unit !== 'string') return false
  const { value, ci95 } = metric
  const isInterval = Array.isArray(ci95) && ci95.length === 2 && ci95.every(Number.isFinite)
  return (value === null || Number.isFinite(value)) && (ci95 === null || isInterval)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isListOf(value: unknown, isOne: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && isOne(item))
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
