/** What was timed of retrieval settings → a grid of its own: percentiles, their samples, and the parts of a query. */
import type { Report, RetrievalRow } from '../types.js'
import type { Grid } from './grid-shape.js'
import { formatTimes } from './labels.js'
import { column, drawn, keyColumns } from './settings-columns.js'

/** @returns one grid, or none where nothing was timed */
export function latencyGrids(rows: readonly RetrievalRow[], { parameters }: Report): Grid[] {
  const timed = rows.filter(({ metrics }) => (metrics['latency.p50']?.value ?? null) !== null)
  if (timed.length === 0) return []
  const { batchThreads } = parameters.latency as { batchThreads: number }
  const columns = [
    ...keyColumns(timed),
    ...column(timed, 'latency.p50', 'p50 ms'),
    ...column(timed, 'latency.p95', 'p95'),
    ...column(timed, 'latency.p99', 'p99'),
    ...column(timed, 'latency.samples', 'samples'),
    ...column(timed, 'latency.shortlist', 'shortlist'),
    ...column(timed, 'latency.gather', 'gather'),
    ...column(timed, 'latency.rerank', 'rerank'),
    ...column(timed, 'latency.copy', 'copy'),
    ...column(timed, 'speedup.latency', '×p50', formatTimes),
    ...column(timed, 'qps', 'qps'),
    ...column(timed, 'buildSeconds', 'build s'),
  ]
  const how = `one query at a time on one CPU thread; qps: in batches of 256 on ${batchThreads}, reranked on one`
  return [drawn(`Latency: ${how}`, columns, timed)]
}
