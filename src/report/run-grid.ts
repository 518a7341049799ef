/** Rows of other systems' runs → a grid: a line for each run and query set. */
import type { MetricValue, RunRow } from '../types.js'
import type { Grid } from './grid-shape.js'
import { formatHalf, formatValue } from './labels.js'

/** @returns one grid, or none without rows */
export function runGrids(rows: readonly RunRow[]): Grid[] {
  if (rows.length === 0) return []
  const k = Math.min(
    ...Object.keys(rows[0]!.metrics).flatMap((id) => Number(/^map@(\d+)$/.exec(id)?.[1] ?? Number.POSITIVE_INFINITY)),
  )
  const several = rows.some(({ queries }) => queries !== undefined)
  const columns: [string, (row: RunRow) => string][] = [
    ['run', ({ model }) => model],
    ...(several ? [['queries', ({ queries }: RunRow) => queries ?? ''] as [string, (row: RunRow) => string]] : []),
    [`mAP@${k} (%)`, value(`map@${k}`)],
    ['± 95 %', value(`map@${k}`, formatHalf)],
    [`P@${k}`, value(`precision@${k}`)],
    [`recall@${k}`, value(`recall@${k}`)],
    [`nDCG@${k}`, value(`ndcg@${k}`)],
    ['± 95 %', value(`ndcg@${k}`, formatHalf)],
  ]
  return [
    {
      title: 'Runs of other systems, on the same queries and judgments',
      head: columns.map(([head]) => head),
      rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
    },
  ]
}

function value(id: string, write: (metric: MetricValue) => string = formatValue): (row: RunRow) => string {
  return ({ metrics }) => write(metrics[id]!)
}
