/**
 * What a measured setting costs for another number of vectors. Bytes are exact but for FAISS indexes, whose bytes a vector are
 * those that were measured. Multiply-adds follow from metrics/flops.ts. The time of an exact search grows with the rows and that of
 * its reranking does not; of an index nothing is said beyond the rows that were searched.
 */
import { vectorBytes } from '../../math/storage.js'
import { settingMacs } from '../../metrics/flops.js'
import type {
  Basis,
  CascadeRow,
  Coding,
  DimRow,
  IndexSpec,
  MetricValue,
  RetrievalRow,
  Stage,
  Unit,
} from '../../types.js'
import { EXACT } from '../indexes.js'
import type { Candidate } from './candidates.js'

/** Where the vectors lie that reorder what was found; those that are searched, and indexes, are in memory. */
export type RerankOn = 'memory' | 'disk'

export interface Costs {
  metrics: Readonly<Record<string, MetricValue>>
  basis: Readonly<Record<string, Basis>> // by metric, where there is a value
}

/** @param vectors that are to be stored and searched; null: of cascades, which search none */
export function costsAt(candidate: Candidate, vectors: number | null, rerankOn: RerankOn): Costs {
  const { row, rows } = candidate
  if ('policy' in row || vectors === null) return cascadeCosts(row as CascadeRow)
  const { search, fine, isOneCopy } = bytesOf(row)
  const stored = isOneCopy ? Math.max(search, fine) : search + fine
  const held = rerankOn === 'disk' ? search : stored
  const bytes: Basis = !isIndexed(row) ? 'computed' : vectors === rows ? 'measured' : 'scaled'
  const macs = macsAt(candidate, vectors)
  const time = timeAt(row, rows, vectors, rerankOn)
  return {
    metrics: {
      memoryBytes: value(held * vectors, 'bytes'),
      storageBytes: value(stored * vectors, 'bytes'),
      mflops: value(macs === null ? null : macs / 1e6, 'mflops'),
      'latency.p50': value(time?.value ?? null, 'milliseconds'),
    },
    basis: {
      ...(Number.isFinite(stored) ? { memoryBytes: bytes, storageBytes: bytes } : {}),
      ...(macs === null ? {} : { mflops: 'computed' as const }),
      ...(time === null ? {} : { 'latency.p50': time.basis }),
    },
  }
}

function cascadeCosts({ metrics }: CascadeRow): Costs {
  const ids = ['expectedDim', 'cumulativeDim'].filter((id) => metrics[id] !== undefined)
  return {
    metrics: Object.fromEntries(ids.map((id) => [id, metrics[id]!])),
    basis: Object.fromEntries(ids.map((id) => [id, 'measured'] as const)),
  }
}

/** Bytes a vector: of what is searched, and of the float32 vectors that reorder what was found. */
function bytesOf(row: DimRow | RetrievalRow): { search: number; fine: number; isOneCopy: boolean } {
  const precision = row.precision ?? 'float32'
  const dim = searchedDim(row)
  const reordering = row.rescore === 'float32' ? [dim] : stagesOf(row).map((stage) => stage.dim)
  const fine = row.rescore === 'codes' ? 0 : vectorBytes(Math.max(0, ...reordering), 'float32')
  const search = isIndexed(row) ? indexBytes(row) : vectorBytes(dim, precision)
  return { search, fine, isOneCopy: !isIndexed(row) && precision === 'float32' } // a short float vector is a part of the long one
}

function isIndexed(row: DimRow | RetrievalRow): boolean {
  return 'index' in row && row.index !== EXACT.factory
}

/** What `retrieval` says of the index and its reranking together, less the reranking; NaN: it says nothing. */
function indexBytes(row: DimRow | RetrievalRow): number {
  const widest = Math.max(0, ...stagesOf(row).map(({ dim }) => dim))
  return (row.metrics.bytesPerVector?.value ?? Number.NaN) - vectorBytes(widest, 'float32')
}

/** What is searched first. */
export function searchedDim(row: DimRow | RetrievalRow): number {
  return 'shortlist' in row ? row.shortlist : row.dim
}

/** How what was found is ordered anew. */
export function stagesOf(row: DimRow | RetrievalRow): readonly Stage[] {
  if (!('shortlist' in row) || row.shortlistSize === null) return []
  return row.funnel ?? [{ rows: row.shortlistSize, dim: row.rerank }]
}

/** Multiply-adds a query; null: nothing was searched, or there is no formula. */
function macsAt({ row, report, rescored }: Candidate, vectors: number): number | null {
  if ('shortlist' in row) {
    const index = { ...EXACT, ...indexKeys(row), factory: row.index, ...codingOf(row) }
    return settingMacs({ index, shortlist: row.shortlist, stages: stagesOf(row) }, vectors)
  }
  if ('policy' in row || report.command !== 'knn' || (row.rescore !== undefined && rescored === null)) return null
  const stages = row.rescore === undefined ? [] : [{ rows: Math.min(rescored!, vectors), dim: row.dim }]
  return settingMacs({ index: { ...EXACT, ...codingOf(row) }, shortlist: row.dim, stages }, vectors)
}

function codingOf({ precision = 'float32' }: DimRow | RetrievalRow): { coding?: Coding } {
  return precision === 'float32' ? {} : { coding: { precision, rescore: null } } // what is rescored is in the stages
}

function indexKeys({ clusterDim, efSearch, nprobe }: RetrievalRow): Partial<IndexSpec> {
  return { clusterDim: clusterDim ?? null, efSearch: efSearch ?? null, nprobe: nprobe ?? null }
}

/** Milliseconds a query; null: not measured, or nothing is known of so many rows. */
function timeAt(
  row: DimRow | RetrievalRow,
  rows: number | null,
  vectors: number,
  rerankOn: RerankOn,
): { value: number; basis: Basis } | null {
  const p50 = row.metrics['latency.p50']?.value ?? null
  if (p50 === null || rows === null || !('index' in row)) return null
  if (rerankOn === 'disk' && stagesOf(row).length > 0) return null // was measured in memory
  if (vectors === rows) return { value: p50, basis: 'measured' }
  if (isIndexed(row)) return vectors < rows ? { value: p50, basis: 'measured' } : null // takes no longer for fewer
  const search = stagesOf(row).length === 0 ? p50 : (row.metrics['latency.shortlist']?.value ?? null)
  return search === null ? null : { value: search * (vectors / rows) + (p50 - search), basis: 'scaled' }
}

function value(found: number | null, unit: Unit): MetricValue {
  return { value: Number.isFinite(found) ? found : null, ci95: null, unit }
}
