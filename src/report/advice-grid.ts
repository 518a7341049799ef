/** Rows of `advise` → a grid: settings that fit first, each cheapest first, and what speaks against the others. */
import type { AdviceRow, MetricValue, Report } from '../types.js'
import {
  amount,
  decimalBytes,
  grouped,
  isReranked,
  modelWords,
  points,
  policyWords,
  searchedDim,
  worstLoss,
} from './advice-words.js'
import type { Grid } from './grid-shape.js'
import { formatHalf, formatValue, metricTitle } from './labels.js'
import { indexLabel, rerankLabel } from './settings-columns.js'

/** What a table shows of the settings that fit, and of the others; JSON and CSV have all. */
const SHOWN = { fitting: 20, others: 12 } as const

interface Column {
  head: string
  cell: (row: AdviceRow) => string
}

/** @param rows at least one */
export function adviceGrids(rows: readonly AdviceRow[], { parameters }: Report): Grid[] {
  const fitting = rows.filter(({ fits }) => fits)
  const others = rows.filter(({ fits }) => !fits)
  const shown = [...fitting.slice(0, SHOWN.fitting), ...others.slice(0, SHOWN.others)]
  const columns = [
    ...keyColumns(rows),
    ...valueColumns(rows, String(parameters.metric)),
    { head: 'fits', cell: verdict },
  ]
  const vectors = typeof parameters.vectors === 'number' ? ` for ${grouped(parameters.vectors)} vectors` : ''
  const asked = rows.filter(({ reasons }) => !reasons.includes('left-out'))
  const cut = shown.length < rows.length ? `, ${rows.length - shown.length} more in JSON and CSV` : ''
  return [
    {
      title: `Settings${vectors}: ${fitting.length} of ${asked.length} fit, the cheapest first${cut}`,
      head: columns.map(({ head }) => head),
      rows: shown.map((row) => columns.map(({ cell }) => cell(row))),
    },
  ]
}

/** What tells the settings apart: only what differs among them, and the dims. */
function keyColumns(rows: readonly AdviceRow[]): Column[] {
  const columns: [boolean, Column][] = [
    [new Set(rows.map(modelWords)).size > 1, { head: 'model', cell: modelWords }],
    [rows.some(isIndexed), { head: 'index', cell: indexLabel }],
    [rows.some(({ policy }) => policy !== undefined), { head: 'policy', cell: policyWords }],
    [
      rows.every(({ policy }) => policy === undefined),
      { head: 'dims', cell: (row) => `${searchedDim(row)}${row.interpolated ? '*' : ''}` },
    ],
    [rows.some(({ precision }) => precision !== undefined), { head: 'stored as', cell: precisionWords }],
    [rows.some(isReranked), { head: 'rerank', cell: (row) => (isReranked(row) ? rerankLabel(row) : '–') }],
  ]
  return columns.filter(([isShown]) => isShown).map(([, column]) => column)
}

function valueColumns(rows: readonly AdviceRow[], metric: string): Column[] {
  const has = (id: string) => rows.some(({ metrics }) => (metrics[id]?.value ?? null) !== null)
  const overlap = Object.keys(rows[0]!.metrics).find((id) => id.startsWith('overlap@') && id !== metric) ?? ''
  const isSplit = rows.some(({ metrics }) => metrics.storageBytes?.value !== metrics.memoryBytes?.value)
  const title = metricTitle(metric)
  const columns: [boolean, Column][] = [
    [true, { head: title === metric ? `${metric} (%)` : title, cell: ({ metrics }) => formatValue(metrics[metric]!) }],
    [true, { head: '± 95 %', cell: ({ metrics }) => formatHalf(metrics[metric]!) }],
    [true, { head: 'loss', cell: (row) => (row.reference ? 'reference' : points(row.metrics.qualityLoss!.value!)) }],
    [true, { head: 'at most', cell: (row) => (row.reference ? '' : worstLoss(row.metrics.qualityLoss!)) }],
    [has(overlap), { head: 'overlap', cell: ({ metrics }) => (metrics[overlap] ? formatValue(metrics[overlap]) : '') }],
    [has('memoryBytes'), cost('memory', 'memoryBytes', decimalBytes)],
    [has('storageBytes') && isSplit, cost('stored', 'storageBytes', decimalBytes)],
    [has('mflops'), cost('MFLOPs', 'mflops', amount)],
    [has('latency.p50'), cost('p50 (ms)', 'latency.p50', amount)],
    [has('expectedDim'), cost('E[dim]', 'expectedDim', amount)],
  ]
  return columns.filter(([isShown]) => isShown).map(([, column]) => column)
}

/** Scaled values are marked. */
function cost(head: string, id: string, write: (value: number) => string): Column {
  const cell = ({ metrics, basis }: AdviceRow) => {
    const value = (metrics[id] as MetricValue | undefined)?.value ?? null
    return value === null ? '–' : `${basis[id] === 'scaled' ? '≈ ' : ''}${write(value)}`
  }
  return { head, cell }
}

function isIndexed({ index }: AdviceRow): boolean {
  return index !== undefined && index !== 'exact'
}

function precisionWords({ precision, rescore }: AdviceRow): string {
  const stored = precision ?? 'float32'
  return rescore === undefined ? stored : `${stored}, ${rescore} reorder`
}

function verdict({ fits, sure, reasons }: AdviceRow): string {
  if (!fits) return `no: ${reasons.join(', ')}`
  return sure === false ? 'yes, not sure' : 'yes'
}
