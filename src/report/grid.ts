/** Report → grids of text, which the terminal table and Markdown both draw. */
import type { Report } from '../types.js'
import { adviceGrids } from './advice-grid.js'
import { adviceNotes } from './advice-notes.js'
import { cascadeGrids, promiseNotes } from './cascade-grid.js'
import { classGrids, isOfGroup } from './class-grid.js'
import { compareGrids, compareNotes } from './compare-grid.js'
import { dimGrids } from './dim-grid.js'
import { fewShotGrids } from './few-shot-grid.js'
import { frontNotes } from './front.js'
import type { Grid } from './grid-shape.js'
import { contextOf, kindsOf } from './kinds.js'
import { hasPrecisions, precisionGrids, precisionNotes } from './precision-grid.js'
import { retrievalGrids } from './retrieval-grid.js'
import { runGrids } from './run-grid.js'

/** The grids of a report, by what its rows are of. */
export function gridsOf(report: Report): Grid[] {
  const context = contextOf(report)
  const { settings, runs, cascades, differences, dims, advice } = kindsOf(report)
  if (advice.length > 0) return adviceGrids(advice, report)
  if (settings.length + runs.length > 0)
    return [...(settings.length > 0 ? retrievalGrids(settings, report, context) : []), ...runGrids(runs)]
  if (cascades.length > 0) return cascadeGrids(cascades, report)
  if (differences.length > 0) return compareGrids(differences, context)
  if (dims.some(({ shots }) => shots !== undefined)) return fewShotGrids(dims, context)
  if (hasPrecisions(dims)) return precisionGrids(dims, context)
  const plain = dims.filter((row) => !isOfGroup(row))
  return [...dimGrids(plain, context), ...classGrids(dims, context)]
}

/** Lines below the grids: what the marks in them mean, and the warnings. */
export function notesOf(report: Report): string[] {
  const { settings, cascades, differences, advice } = kindsOf(report)
  const notes: string[] = []
  if (report.rows.some(({ interpolated }) => interpolated))
    notes.push('* the model was not trained at this dim (interpolated)')
  if (settings.length > 0) notes.push(...frontNotes(settings))
  notes.push(...precisionNotes(report.rows), ...promiseNotes(cascades))
  if (differences.length > 0) notes.push(...compareNotes(differences, Number(report.parameters.margin)))
  if (advice.length > 0) notes.push(...adviceNotes(advice, report))
  for (const { code, message } of report.warnings) notes.push(`${code === 'try-next' ? 'next' : 'warning'}: ${message}`)
  return notes
}
