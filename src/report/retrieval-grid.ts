/** Rows of `retrieval` → grids: a line for each setting, or with --grid a matrix of shortlist dims by rerank dims. */
import { paretoFront } from '../math/pareto.js'
import type { MetricValue, Report, RetrievalRow } from '../types.js'
import type { Grid } from './grid.js'
import { formatHalf, formatValue, seriesName } from './labels.js'

/** Costs that a front is drawn for, by the letter that marks it. */
const FRONTS = { F: 'mflops', L: 'latency.p50', B: 'bytesPerVector' } as const

/** What the letters mean. */
export const FRONT_NOTE =
  'on the Pareto front of mAP against F: MFLOPs, L: latency p50, B: bytes per vector (no other row is better at no more cost)'

export function retrievalGrids(rows: readonly RetrievalRow[], report: Report, context: string): Grid[] {
  const k = smallestK(rows)
  const marks = marksOf(rows, k)
  if (report.parameters.grid !== true) return [settingsGrid(rows, marks, k, context)]
  const groups = groupBy(rows, (row) => JSON.stringify([seriesName(row), row.queries, indexLabel(row)]))
  const matrices = [...groups.values()].filter((own) => sizesOf(own).length > 0)
  const others = rows.filter((row) => row.funnel !== null || !matrices.some((own) => own.includes(row)))
  return [
    ...matrices.flatMap((own) => sizesOf(own).map((size) => matrix(own, size, marks, k, context))),
    ...(others.length > 0 ? [settingsGrid(others, marks, k, context)] : []),
  ]
}

/** The cut-off that tables show. */
function smallestK(rows: readonly RetrievalRow[]): number {
  const ids = Object.keys(rows[0]!.metrics).flatMap((id) => /^map@(\d+)$/.exec(id)?.[1] ?? [])
  return Math.min(...ids.map(Number))
}

/** Letters of the fronts that a row is on; every query set has fronts of its own. */
function marksOf(rows: readonly RetrievalRow[], k: number): ReadonlyMap<RetrievalRow, string> {
  const marks = new Map(rows.map((row) => [row, '']))
  for (const own of groupBy(rows, ({ queries }) => queries ?? '').values()) {
    for (const [letter, id] of Object.entries(FRONTS)) {
      const value = (row: RetrievalRow, of: string) => row.metrics[of]?.value ?? null
      const front = paretoFront(own.map((row) => ({ cost: value(row, id), quality: value(row, `map@${k}`) })))
      for (const [i, row] of own.entries()) if (front[i]) marks.set(row, `${marks.get(row)}${letter}`)
    }
  }
  return marks
}

interface Column {
  head: string
  cell: (row: RetrievalRow) => string
}

function settingsGrid(
  rows: readonly RetrievalRow[],
  marks: ReadonlyMap<RetrievalRow, string>,
  k: number,
  context: string,
): Grid {
  const has = (id: string) => rows.some((row) => (row.metrics[id]?.value ?? null) !== null)
  const differs = (of: (row: RetrievalRow) => unknown) => new Set(rows.map(of)).size > 1
  const metric = (id: string, head: string, write: (metric: MetricValue) => string = formatValue): Column[] =>
    has(id) ? [{ head, cell: ({ metrics }) => (metrics[id] === undefined ? '' : write(metrics[id])) }] : []
  const columns: Column[] = [
    ...(differs(seriesName) ? [{ head: 'model', cell: seriesName }] : []),
    ...(differs(({ queries }) => queries)
      ? [{ head: 'queries', cell: ({ queries }: RetrievalRow) => queries ?? '' }]
      : []),
    ...(rows.some(({ index }) => index !== 'exact') ? [{ head: 'index', cell: indexLabel }] : []),
    { head: 'search', cell: (row) => `${row.shortlist}${row.interpolated ? '*' : ''}` },
    ...(rows.some(({ shortlistSize }) => shortlistSize !== null) ? [{ head: 'rerank', cell: rerankLabel }] : []),
    ...metric(`map@${k}`, `mAP@${k} (%)`),
    ...metric(`map@${k}`, '± 95 %', formatHalf),
    ...metric(`precision@${k}`, `P@${k}`),
    ...metric(`ndcg@${k}`, `nDCG@${k}`),
    ...metric(`overlap@${k}`, `overlap@${k}`),
    ...metric('mflops', 'MFLOPs'),
    ...metric('speedup.flops', '×FLOPs', formatTimes),
    ...metric('latency.p50', 'p50 ms'),
    ...metric('speedup.latency', '×p50', formatTimes),
    ...metric('qps', 'qps'),
    ...metric('bytesPerVector', 'B/vector'),
    { head: 'front', cell: (row) => marks.get(row)! },
  ]
  const title = differs(seriesName) ? context : `${seriesName(rows[0]!)}: ${context}`
  return { title, head: columns.map(({ head }) => head), rows: rows.map((row) => columns.map(({ cell }) => cell(row))) }
}

/** Shortlist dims down, rerank dims across; the diagonal is a single shot. */
function matrix(
  rows: readonly RetrievalRow[],
  size: number,
  marks: ReadonlyMap<RetrievalRow, string>,
  k: number,
  context: string,
): Grid {
  const own = rows.filter(({ shortlistSize, funnel }) => funnel === null && (shortlistSize ?? size) === size)
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

/** "200@2048": so many rows at that dim. */
function rerankLabel({ funnel, rerank, shortlistSize }: RetrievalRow): string {
  if (funnel !== null) return funnel.map(({ rows, dim }) => `${rows}@${dim}`).join(' ')
  return shortlistSize === null ? '–' : `${shortlistSize}@${rerank}`
}

function indexLabel({ index, clusterDim, efSearch, nprobe }: RetrievalRow): string {
  const told = Object.entries({ clusterDim, efSearch, nprobe }).filter(([, value]) => value !== undefined)
  return [index, ...told.map(([name, value]) => `${name}=${value}`)].join(' ')
}

function formatTimes({ value }: MetricValue): string {
  return value === null ? '–' : value.toFixed(value < 10 ? 2 : 1)
}

function groupBy(rows: readonly RetrievalRow[], key: (row: RetrievalRow) => string): Map<string, RetrievalRow[]> {
  const groups = new Map<string, RetrievalRow[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}
