/** Columns of grids whose lines are retrieval settings. */
import type { MetricValue, RetrievalRow } from '../types.js'
import type { Grid } from './grid-shape.js'
import { formatValue, seriesName } from './labels.js'

/** Of a setting, also one that advice is on. */
type Keys<Key extends keyof RetrievalRow> = Partial<Pick<RetrievalRow, Key>>

export interface Column {
  head: string
  cell: (row: RetrievalRow) => string
}

/** What tells the rows apart: only what differs among them, and the setting itself. */
export function keyColumns(rows: readonly RetrievalRow[]): Column[] {
  const differs = (of: (row: RetrievalRow) => unknown) => new Set(rows.map(of)).size > 1
  const columns: [boolean, Column][] = [
    [differs(seriesName), { head: 'model', cell: seriesName }],
    [differs(({ queries }) => queries), { head: 'queries', cell: ({ queries }) => queries ?? '' }],
    [rows.some(({ index }) => index !== 'exact'), { head: 'index', cell: indexLabel }],
    [true, { head: 'search', cell: (row) => `${row.shortlist}${row.interpolated ? '*' : ''}` }],
    [rows.some(({ shortlistSize }) => shortlistSize !== null), { head: 'rerank', cell: rerankLabel }],
  ]
  return columns.filter(([isShown]) => isShown).map(([, column]) => column)
}

/** A metric's column, or none where no row has a value. */
export function column(
  rows: readonly RetrievalRow[],
  id: string,
  head: string,
  write: (metric: MetricValue) => string = formatValue,
): Column[] {
  if (rows.every((row) => (row.metrics[id]?.value ?? null) === null)) return []
  return [{ head, cell: ({ metrics }) => (metrics[id] === undefined ? '' : write(metrics[id])) }]
}

export function drawn(title: string, columns: readonly Column[], rows: readonly RetrievalRow[]): Grid {
  return { title, head: columns.map(({ head }) => head), rows: rows.map((row) => columns.map(({ cell }) => cell(row))) }
}

/** "200@2048": so many rows at that dim. */
export function rerankLabel({ funnel, rerank, shortlistSize }: Keys<'funnel' | 'rerank' | 'shortlistSize'>): string {
  if (funnel != null) return funnel.map(({ rows, dim }) => `${rows}@${dim}`).join(' ')
  return shortlistSize == null ? '–' : `${shortlistSize}@${rerank}`
}

/** "IVF64 nprobe=8". */
export function indexLabel({
  index,
  clusterDim,
  efSearch,
  nprobe,
}: Keys<'index' | 'clusterDim' | 'efSearch' | 'nprobe'>): string {
  const told = Object.entries({ clusterDim, efSearch, nprobe }).filter(([, value]) => value !== undefined)
  return [index ?? '', ...told.map(([name, value]) => `${name}=${value}`)].join(' ')
}
