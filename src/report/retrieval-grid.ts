/** Rows of `retrieval` → grids: a line for each setting, or with --grid a matrix of shortlist dims by rerank dims. */
import type { Report, RetrievalRow } from '../types.js'
import { frontsOf } from './front.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatTimes, formatValue, seriesName } from './labels.js'
import { latencyGrids } from './latency-grid.js'
import { type Column, column, drawn, indexLabel, keyColumns } from './settings-columns.js'

export function retrievalGrids(rows: readonly RetrievalRow[], report: Report, context: string): Grid[] {
  const k = smallestK(rows)
  const marks = frontsOf(rows, k)
  const times = latencyGrids(rows, report)
  if (report.parameters.grid !== true) return [settingsGrid(rows, marks, k, context), ...times]
  const matrices = matricesOf(rows)
  const others = rows.filter((row) => !matrices.some((own) => own.rows.includes(row)))
  return [
    ...matrices.map((own) => matrix(own, marks, k, context)),
    ...(others.length > 0 ? [settingsGrid(others, marks, k, context)] : []),
    ...times,
  ]
}

/** The cut-off that tables show. */
export function smallestK(rows: readonly RetrievalRow[]): number {
  const ids = Object.keys(rows[0]!.metrics).flatMap((id) => /^map@(\d+)$/.exec(id)?.[1] ?? [])
  return Math.min(...ids.map(Number))
}

function settingsGrid(
  rows: readonly RetrievalRow[],
  marks: ReadonlyMap<RetrievalRow, string>,
  k: number,
  context: string,
): Grid {
  const isOne = new Set(rows.map(seriesName)).size === 1
  const columns: Column[] = [
    ...keyColumns(rows),
    ...column(rows, `map@${k}`, `mAP@${k} (%)`),
    ...column(rows, `map@${k}`, '± 95 %', formatHalf),
    ...column(rows, `precision@${k}`, `P@${k}`),
    ...column(rows, `ndcg@${k}`, `nDCG@${k}`),
    ...column(rows, `overlap@${k}`, 'overlap'),
    ...column(rows, 'mflops', 'MFLOPs'),
    ...column(rows, 'speedup.flops', '×', formatTimes),
    ...column(rows, 'bytesPerVector', 'bytes'),
    { head: 'front', cell: (row) => marks.get(row)! },
  ]
  return drawn(isOne ? `${seriesName(rows[0]!)}: ${context}` : context, columns, rows)
}

/** Single searches, and shortlists of one size, of all pairs of dims. */
export interface Matrix {
  rows: readonly RetrievalRow[]
  size: number
}

/** @param rows of --grid @returns one matrix for every model, query set, index and shortlist size */
export function matricesOf(rows: readonly RetrievalRow[]): Matrix[] {
  const nested = rows.filter(({ rescore }) => rescore === undefined) // others have one rerank dim, their own
  const groups = groupBy(nested, (row) => JSON.stringify([seriesName(row), row.queries, indexLabel(row)]))
  return [...groups.values()].flatMap((own) =>
    sizesOf(own).map((size) => ({
      size,
      rows: own.filter(({ shortlistSize, funnel }) => funnel === null && (shortlistSize ?? size) === size),
    })),
  )
}

/** Shortlist dims down, rerank dims across; the diagonal is a single shot. */
function matrix(
  { rows: own, size }: Matrix,
  marks: ReadonlyMap<RetrievalRow, string>,
  k: number,
  context: string,
): Grid {
  const dims = [...new Set(own.map(({ shortlist }) => shortlist))].toSorted((a, b) => a - b)
  const at = (from: number, to: number) => own.find(({ shortlist, rerank }) => shortlist === from && rerank === to)
  const cell = (row: RetrievalRow | undefined) =>
    row === undefined ? '' : `${formatValue(row.metrics[`map@${k}`]!)}${marks.get(row)!.includes('F') ? ' F' : '  '}`
  const mflops = (row: RetrievalRow | undefined) => (row === undefined ? '' : formatValue(row.metrics.mflops!))
  const widest = dims.at(-1)!
  const [{ queries, index }] = own as [RetrievalRow]
  const what = [queries, index === 'exact' ? undefined : indexLabel(own[0]!)].filter((part) => part !== undefined)
  return {
    title: `${[seriesName(own[0]!), ...what].join(', ')}: mAP@${k} (%), shortlists of ${size} rows found at one dim and reranked at another; ${context}`,
    head: ['search', ...dims.map((dim) => `at ${dim}  `), 'MFLOPs', `with ${widest}`],
    rows: dims.map((from) => [
      String(from),
      ...dims.map((to) => cell(at(from, to))),
      mflops(at(from, from)),
      from === widest ? '' : mflops(at(from, widest)),
    ]),
  }
}

function sizesOf(rows: readonly RetrievalRow[]): number[] {
  return [...new Set(rows.flatMap(({ shortlistSize, funnel }) => (funnel === null ? (shortlistSize ?? []) : [])))]
}
