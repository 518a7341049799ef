/** What `retrieval --json` gives, and its rows by setting. */
import type { MetricValue, RetrievalRow } from '../../src/types.js'
import type { Document } from './run.js'

export type RetrievalDocument = Omit<Document, 'rows'> & { rows: RetrievalRow[] }

/** "8", "8→16:20", "8→16:20,32:10", with the model, the query set and the index before it where they are told apart. */
export function settingName(row: RetrievalRow): string {
  const { shortlist, rerank, funnel, shortlistSize, index, clusterDim, efSearch, nprobe, queries, reduction } = row
  const stages = funnel ?? (shortlistSize === null ? [] : [{ rows: shortlistSize, dim: rerank }])
  const way = [shortlist, ...stages.map(({ rows, dim }) => `${dim}:${rows}`)].join('→')
  const told = [clusterDim, efSearch, nprobe].map((value, i) => (value === undefined ? '' : `${'cep'[i]}${value}`))
  return [reduction, queries, index === 'exact' ? undefined : `${index}${told.join('')}`, way]
    .filter((part) => part !== undefined)
    .join(' ')
}

/** A metric of every row, by `settingName`. */
export function bySetting({ rows }: RetrievalDocument, metric: string): Record<string, number | null> {
  return Object.fromEntries(rows.map((row) => [settingName(row), row.metrics[metric]!.value]))
}

const TIMES: readonly MetricValue['unit'][] = ['seconds', 'milliseconds', 'perSecond', 'samples', 'timeRatio']

/** The document as bytes, without what differs from run to run. */
export function lasting({ timing, environment, rows, ...rest }: RetrievalDocument): string {
  const kept = rows.map(({ metrics, ...keys }) => ({
    ...keys,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([, { unit }]) => !TIMES.includes(unit))),
  }))
  return JSON.stringify({ ...rest, rows: kept })
}
