/** The figures of `retrieval`: single searches against dimension, all settings against cost, and grids as heat maps. */
import type { DimRow, Report, RetrievalRow } from '../../types.js'
import { smallestK } from '../retrieval-grid.js'
import { indexLabel } from '../settings-columns.js'
import { accuracyCharts } from './accuracy.js'
import type { Chart } from './chart.js'
import { heatCharts } from './heat.js'
import { tradeoffCharts } from './tradeoff.js'

export function retrievalCharts(rows: readonly RetrievalRow[], report: Report, context: string): Chart[] {
  return [
    ...accuracyCharts(singleSearches(rows), report.command, context),
    ...tradeoffCharts(rows, report.command, context),
    ...(report.parameters.grid === true ? heatCharts(rows, report.command, context) : []),
  ]
}

/**
 * Searches at one dim as rows by dim, also those whose codes are rescored at it; several indexes are models of their own, and
 * query sets datasets.
 */
function singleSearches(rows: readonly RetrievalRow[]): DimRow[] {
  const several = new Set(rows.map(indexLabel)).size > 1
  const k = smallestK(rows)
  return rows
    .filter(({ shortlist, rerank, funnel }) => funnel === null && rerank === shortlist)
    .map((row) => {
      const { model, reduction, precision, rescore, interpolated, data = row.queries, shortlist, metrics } = row
      return {
        model: several ? `${model}, ${indexLabel(row)}` : model,
        ...(reduction === undefined ? {} : { reduction }),
        ...(precision === undefined ? {} : { precision }),
        ...(rescore === undefined ? {} : { rescore }),
        ...(data === undefined ? {} : { data }),
        ...(interpolated === undefined ? {} : { interpolated }),
        dim: shortlist,
        metrics: { [`map@${k}`]: metrics[`map@${k}`]!, [`ndcg@${k}`]: metrics[`ndcg@${k}`]! },
      }
    })
}
