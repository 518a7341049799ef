/** What FAISS is asked for, and what it gives. */
import type { Distance, IndexSpec, Vectors } from '../../types.js'
import type { VectorFile } from '../vector-file.js'

/** An index to build. */
export interface IndexRequest {
  factory: string // FAISS factory string
  dim: number // that is searched
  clusterDim: number | null // of the centroids of IVFn,Flat (AdANNS-IVF); null: dim
}

export type SearchSettings = Pick<IndexSpec, 'efSearch' | 'nprobe'>

/** An index in a file. */
export interface BuiltIndex {
  request: IndexRequest
  distance: Distance
  rows: number
  path: string
  bytes: number // of the index; without the padding of an index whose clusterDim is not its dim
  buildSeconds: number // when it was built: reading and converting rows, training, adding, writing
  reloaded: boolean // from the cache
}

/** FAISS in its process. */
export interface Faiss {
  version: string // of faiss-node
  /**
   * Finds what cannot be built or searched before any work starts.
   * @param rows of the database; null: not known yet
   * @throws UserError (exit 2): index-refused, index-setting
   */
  check(
    requests: readonly (IndexRequest & Partial<SearchSettings>)[],
    distance: Distance,
    rows?: number | null,
  ): Promise<void>
  /** @throws UserError (exit 3) when FAISS fails or crashes */
  build(request: IndexRequest, database: VectorFile, distance: Distance): Promise<BuiltIndex>
  /**
   * @param queries at least as wide as the index
   * @returns nearest rows, best first, −1 pads. [b × k]
   * @throws UserError: index-setting (exit 2); engine-duplicates, engine-ids, faiss-failed, faiss-crashed (exit 3)
   */
  search(index: BuiltIndex, settings: SearchSettings, queries: Vectors, k: number): Promise<Int32Array>
  close(): Promise<void>
}

export interface FaissOptions {
  threads: number // 0 leaves it to FAISS
  cache: string | null // folder where indexes are kept; null: in scratch
  scratch: string // folder for files of this run; the caller removes it
  signal: AbortSignal
}

/** How messages call an index. */
export function indexName({ factory, dim, clusterDim }: IndexRequest): string {
  return clusterDim === null || clusterDim === dim
    ? `${factory} at ${dim} dims`
    : `${factory} at ${dim} dims, clustered at ${clusterDim}`
}
