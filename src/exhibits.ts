/** What a report can show beside numbers: made from embeddings, not from the rows of a report. */
import type { Dims } from './types.js'

export interface Exhibits {
  sheets: readonly NeighborSheet[]
  maps: readonly PrefixMap[]
}

/** What some queries find with few numbers and with many, side by side. */
export interface NeighborSheet {
  model: string
  dims: Dims
  queries: readonly SheetQuery[]
}

export interface SheetQuery {
  item: SheetItem
  lists: readonly SheetList[] // one for each dim
}

export interface SheetList {
  dim: number
  hits: readonly SheetHit[] // best first
}

export interface SheetHit {
  item: SheetItem
  score: number // higher is nearer
  relevant: boolean | null // null: not known
}

/** A row, as people know it. */
export interface SheetItem {
  id: string
  label: string | null // name of its class
  image: string | null // a small picture, as data: URI
  text: string | null
}

/** Rows as points in the plane, by their first d numbers. */
export interface PrefixMap {
  model: string
  dim: number
  method: 'pca' | 'umap'
  explained: number | null // PCA: share of the variance that the plane shows
  points: readonly { x: number; y: number; label: string | null; id: string }[]
}
