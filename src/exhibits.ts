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
  searched: number // queries of which those on the sheet were chosen
  of: number // rows of which those were drawn by chance
  queries: readonly SheetQuery[]
}

export interface SheetQuery {
  item: SheetItem
  outcome: Outcome
  lists: readonly SheetList[] // one for each dim
}

/**
 * What becomes of the nearest row from the least dim to the largest: wrong → right, right → wrong, right or wrong at both;
 * where classes are not known, the same row or another one.
 */
export type Outcome = 'gained' | 'lost' | 'right' | 'wrong' | 'same' | 'other'

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
  of: number // rows of which the points were drawn by chance
  points: readonly MapPoint[]
}

export interface MapPoint {
  x: number
  y: number
  label: string | null // name of its class, or of a group of classes
  id: string
}
