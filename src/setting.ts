/** Ways to search: how vectors are kept, what is searched, and what is ordered anew. */

/** How the numbers of a stored vector are kept: 4, 2, 1 or 1/8 bytes a dim. */
export type Precision = 'float32' | 'float16' | 'int8' | 'binary'

/** By what the nearest rows were ordered anew: `codes`, the query's own numbers against the stored codes; `float32`, the vectors before they were coded. */
export type Rescore = 'codes' | 'float32'

/** What is searched: every row exactly, or a FAISS index. */
export interface IndexSpec {
  factory: string // FAISS factory string; "exact": every row is compared
  clusterDim: number | null // dim of an IVF index's centroids; null: the dim that is searched
  efSearch: number | null // HNSW: rows kept in view while searching; null: FAISS's default
  nprobe: number | null // IVF: clusters searched; null: FAISS's default
  coding?: Coding // of the rows of an exact search, where it is not that of plain float32
}

/** How the numbers of a database are kept while it is searched, and by what the nearest rows are ordered anew. */
export interface Coding {
  precision: Precision
  rescore: Rescore | null // null: they stay as they are
}

/** One reranking step: the first `rows` of the list so far are ordered anew at `dim`. */
export interface Stage {
  rows: number
  dim: number
}

/** A way to retrieve: a search at one dim, then stages that rerank ever fewer rows at ever more dims. */
export interface Setting {
  index: IndexSpec
  shortlist: number // dim of the search
  size: number // rows it gives
  stages: readonly Stage[] // []: single shot
}
