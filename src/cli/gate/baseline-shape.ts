/** Whether a parsed document is a baseline, or a report that one can be made of. */
import { type Baseline, baselineOf } from '../../gates/baseline.js'
import { type AnyRow, identityOf, keysOf, nameOf } from '../../math/row-keys.js'
import {
  type Fault,
  type Fields,
  hasTexts,
  headFault,
  isListOf,
  isMetric,
  isObject,
  newerFault,
} from '../report/document-shape.js'
import { readReport } from '../report/report-shape.js'

/** A baseline, or why there is none. */
export function baselineFrom(parsed: unknown): { baseline: Baseline } | Fault {
  if (Array.isArray(parsed)) return { fault: 'holds a list' }
  const document = isObject(parsed) ? parsed : null
  if (document?.kind === 'baseline') {
    const fault = faultOf(document)
    if (fault === null) return { baseline: parsed as Baseline }
    return newerFault(document) ?? { fault: `is no baseline: ${fault}` }
  }
  const read = readReport(parsed)
  return 'report' in read ? { baseline: baselineOf(read.report) } : read
}

function faultOf(document: Fields): string | null {
  const { fingerprint, rows } = document
  const fault = headFault(document) ?? fingerprintFault(fingerprint)
  if (fault !== null) return fault
  if (!Array.isArray(rows)) return 'it has no list of "rows"'
  for (const [i, row] of rows.entries()) {
    if (!isObject(row) || typeof row.model !== 'string') return `row ${i} names no "model"`
    if (!isObject(row.metrics)) return `row ${i} has no "metrics"`
    const list = Object.keys(row).find((key) => key !== 'metrics' && typeof row[key] === 'object' && row[key] !== null)
    if (list !== undefined) return `row ${i}: "${list}" is no text, number or switch`
    const bad = Object.entries(row.metrics).find(([, metric]) => !isMetric(metric))
    if (bad !== undefined) return `row ${i}: "${bad[0]}" is no metric with value, ci95 and unit`
  }
  return twinFault(rows as readonly AnyRow[])
}

/** Two rows of one setting, which a merge leaves behind: a rule could be held against either. */
function twinFault(rows: readonly AnyRow[]): string | null {
  const first = new Map<string, number>()
  for (const [i, row] of rows.entries()) {
    const identity = identityOf(row)
    const other = first.get(identity)
    if (other !== undefined && JSON.stringify(rows[other]) !== JSON.stringify(row))
      return `rows ${other} and ${i} are both of ${nameOf(keysOf(row))}`
    first.set(identity, i)
  }
  return null
}

function fingerprintFault(fingerprint: unknown): string | null {
  if (!isObject(fingerprint)) return 'it has no "fingerprint"'
  const { models, inputs, definitions } = fingerprint
  if (!isListOf(models, (model) => hasTexts(model, 'name', 'sha256')))
    return 'its fingerprint has no "models" with name and sha256'
  if (!isListOf(inputs, (input) => hasTexts(input, 'role', 'sha256')))
    return 'its fingerprint has no "inputs" with role and sha256'
  return isObject(definitions) ? null : 'its fingerprint has no "definitions"'
}
