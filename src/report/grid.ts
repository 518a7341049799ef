/** Report → grids of text, which the terminal table and Markdown both draw. */
import type { CascadeRow, DifferenceRow, DimRow, InputFacts, Report, RetrievalRow, RunRow } from '../types.js'
import { cascadeGrids, promiseNotes } from './cascade-grid.js'
import { classGrids, isOfGroup } from './class-grid.js'
import { compareGrids, compareNotes } from './compare-grid.js'
import { dimGrids } from './dim-grid.js'
import { fewShotGrids } from './few-shot-grid.js'
import { frontNotes } from './front.js'
import type { Grid } from './grid-shape.js'
import { retrievalGrids } from './retrieval-grid.js'
import { runGrids } from './run-grid.js'

/** The grids of a report, by what its rows are of. */
export function gridsOf(report: Report): Grid[] {
  const context = contextOf(report)
  const { settings, runs, cascades, differences, dims } = kindsOf(report)
  if (settings.length + runs.length > 0)
    return [...(settings.length > 0 ? retrievalGrids(settings, report, context) : []), ...runGrids(runs)]
  if (cascades.length > 0) return cascadeGrids(cascades, report)
  if (differences.length > 0) return compareGrids(differences, context)
  if (dims.some(({ shots }) => shots !== undefined)) return fewShotGrids(dims, context)
  const plain = dims.filter((row) => !isOfGroup(row))
  return [...dimGrids(plain, context), ...classGrids(dims, context)]
}

/** Lines below the grids: what the marks in them mean, and the warnings. */
export function notesOf(report: Report): string[] {
  const { settings, cascades, differences } = kindsOf(report)
  const notes: string[] = []
  if (report.rows.some(({ interpolated }) => interpolated))
    notes.push('* the model was not trained at this dim (interpolated)')
  if (settings.length > 0) notes.push(...frontNotes(settings))
  notes.push(...promiseNotes(cascades))
  if (differences.length > 0) notes.push(...compareNotes(differences, Number(report.parameters.margin)))
  for (const { message } of report.warnings) notes.push(`warning: ${message}`)
  return notes
}

/** Rows by what their keys say they are of. */
function kindsOf({ rows }: Report): {
  settings: RetrievalRow[]
  runs: RunRow[]
  cascades: CascadeRow[]
  differences: DifferenceRow[]
  dims: DimRow[]
} {
  return {
    settings: rows.filter((row): row is RetrievalRow => 'shortlist' in row),
    runs: rows.filter((row): row is RunRow => 'run' in row),
    cascades: rows.filter((row): row is CascadeRow => 'policy' in row),
    differences: rows.filter((row): row is DifferenceRow => 'against' in row),
    dims: rows.filter((row): row is DimRow => 'dim' in row && !('against' in row)),
  }
}

/** What was scored, e.g. "3072 queries, 8192 database rows, cosine". */
function contextOf({ inputs, parameters }: Report): string {
  const count = (role: InputFacts['role'], noun: string) => {
    const rows = inputs.filter((input) => input.role === role).map((input) => input.rows)
    return rows.length === 0 ? [] : [`${rows.join(' + ')} ${noun}`]
  }
  const measured = [...count('data', 'rows'), ...count('queries', 'queries'), ...count('database', 'database rows')]
  const distance = typeof parameters.distance === 'string' ? [parameters.distance] : []
  return [...(measured.length > 0 ? measured : count('outcomes', 'rows')), ...distance].join(', ')
}
