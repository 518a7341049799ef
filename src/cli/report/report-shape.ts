/** Whether a parsed document is a report, and if not, what it is instead. */
import type { Report } from '../../types.js'
import {
  type Fault,
  type Fields,
  hasTexts,
  headFault,
  isListOf,
  isMetric,
  isObject,
  newerFault,
} from './document-shape.js'

/** A report, or why it is none. Checks what readers of reports rely on, and nothing more. */
export function readReport(parsed: unknown): { report: Report } | Fault {
  const document = isObject(parsed) ? parsed : null
  if (document === null) return { fault: 'is JSON, but holds no document of mrl-eval' }
  const { error, kind, command } = document
  if (isObject(error)) return { fault: `is what a command that failed printed: ${String(error.message)}` }
  const newer = newerFault(document)
  if (newer !== null) return newer
  if (kind === 'baseline') return { fault: 'is a baseline, which holds the numbers of its rules alone' }
  if (isObject(document.tool) && typeof command === 'string' && !('rows' in document))
    return { fault: `is what ${command} printed, which has no rows of measured values` }
  const fault = faultOf(document)
  return fault === null ? { report: parsed as Report } : { fault: `is no report: ${fault}` }
}

function faultOf(document: Fields): string | null {
  const { environment, inputs, parameters, rows, warnings, gate, timing } = document
  const fault = headFault(document)
  if (fault !== null) return fault
  for (const [name, value] of Object.entries({ environment, parameters, timing }))
    if (!isObject(value)) return `it has no "${name}"`
  if (!isListOf(inputs, (input) => hasTexts(input, 'role', 'path', 'sha256')))
    return 'it has no list of "inputs" with role, path and sha256'
  if (!isListOf(warnings, (warning) => hasTexts(warning, 'message'))) return 'it has no list of "warnings"'
  if (gate !== null && !isGate(gate)) return 'its "gate" is neither null nor a verdict'
  if (!Array.isArray(rows)) return 'it has no list of "rows"'
  const bad = rows.findIndex((row) => !isRow(row))
  return bad === -1 ? null : `row ${bad} is not one that mrl-eval writes`
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

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}
