/**
 * Every shape that more than one folder knows. Letters are fixed for the whole project:
 * n database rows, b queries, D full width, S number of dims, d one dim, k list length,
 * s index of a dim, q index of a query, r rank. Arrays are row-major typed arrays.
 */

/** Nesting dimensions, ascending, each in 1…D. [S] */
export type Dims = readonly number[]

/** How rows are compared: `cosine` cuts to d and then normalizes at d; `l2` and `ip` use raw prefixes. */
export type Distance = 'cosine' | 'l2' | 'ip'

/** Where sessions run. `auto` is resolved to one of the others before anything runs. */
export type Device = 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'dml'

/** The label of a row whose class is not known. Such rows are left out of every score and counted. */
export const UNKNOWN = -1

/** Rows of a dataset, in file order. */
export interface DatasetBatch {
  start: number // row number of the first row
  rows: number
  ids: readonly string[] // [rows], the id column, or row numbers
  labels: Int32Array // [rows], class numbers, UNKNOWN where the class is not known
  inputs: Inputs
}

/** What a model is fed with: encoded image files [rows], or numbers [rows × size]. */
export type Inputs =
  | { kind: 'images'; files: readonly Uint8Array[] }
  | { kind: 'tensors'; values: Float32Array; size: number }

/** Inputs and labels in a file; nothing is read before `batches` is iterated. */
export interface Dataset {
  path: string
  name: string // file stem
  rows: number
  classes: readonly string[] | null // class names, index = label
  columns: Readonly<Record<string, string>> // role → column name, as found or told
  batches(size: number, from?: number): AsyncIterable<DatasetBatch>
}

/** What the heads of a model said about some rows. Arrays are [rows × G], one column a head. */
export interface HeadScores {
  classes: Int32Array // argmax; equal logits go to the lower class number
  confidence: Float32Array // largest softmax value
  rank: Int32Array // rank of the true class, 1 = predicted; 0 where the label is unknown
  loss: Float32Array // cross-entropy in nats; NaN where the label is unknown
}

/** Rows that went through a model. */
export interface EncodedBatch {
  start: number
  rows: number
  ids: readonly string[]
  labels: Int32Array // [rows]
  vectors: Float32Array | null // [rows × D], not normalized; null: the model gives no embedding
  heads: HeadScores | null // null: the model has no heads
}

/** Which model made a file, and how it was read. */
export interface ModelProvenance {
  name: string
  sha256: string
  dims: Dims | null // nesting dims
  headDims: Dims
  outputs: readonly string[] // of the graph: the embedding, then each head with its place in a stacked output
  preprocessing: string
}

/** What an embeddings file says about itself, kept in its Arrow schema. Nothing in it differs from run to run. */
export interface Provenance {
  format: 1
  tool: string // mrl-eval version that wrote it
  onnxruntime: string
  device: Device
  batch: number // rows per model run; changing it can change the last bits
  model: ModelProvenance
  data: { name: string; sha256: string; rows: number; columns: Readonly<Record<string, string>> }
  width: number // D; 0 without an embedding
  classes: readonly string[] | null
}

/** Embeddings on disk, computed once at full width; every nesting dimension is a prefix of the same rows. */
export interface EmbeddingTable {
  path: string
  name: string
  rows: number // n
  width: number // D; 0 without an embedding
  dims: Dims | null // nesting dims that the model or file declares
  headDims: Dims // dims of the heads whose scores stand beside the vectors; [] without heads
  labelled: boolean
  classes: readonly string[] | null
  provenance: Provenance | null // null: not written by mrl-eval
  batches(): AsyncIterable<EncodedBatch>
}

/** Rows in memory. */
export interface Vectors {
  rows: number
  width: number
  values: Float32Array // [rows × width], not normalized
}

/** Nearest database rows for every dim and query, best first. [S × b × k] */
export interface Neighbors {
  dims: Dims
  queries: number // b
  k: number
  ids: Int32Array // database row numbers; −1 pads short lists
  scores: Float32Array // cosine and ip: higher is nearer; l2: squared distance, lower is nearer
}

/** Lists of the rows nearest at one dim, with what reranks them. */
export interface Shortlist {
  dim: number
  k: number
  ids: Int32Array // best first, −1 pads. [b × k]
  scores: ReadonlyMap<number, Float32Array> // by dim: scores of the same rows, higher is nearer. [b × k]
}

/** A shortlist that is wanted: `k` rows by their scores at `dim`, with their scores at the dims in `carry`. */
export interface WantedList {
  dim: number
  k: number
  carry: Dims
}

/** What is searched: every row exactly, or a FAISS index. */
export interface IndexSpec {
  factory: string // FAISS factory string; "exact": every row is compared
  clusterDim: number | null // dim of an IVF index's centroids; null: the dim that is searched
  efSearch: number | null // HNSW: rows kept in view while searching; null: FAISS's default
  nprobe: number | null // IVF: clusters searched; null: FAISS's default
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

/**
 * The matrix product of `a` [rows × inner] and `b` [inner × columns], or with `transposed` of `b` [columns × inner], as rows of
 * embeddings come. Neither is written to. @returns [rows × columns], in float32
 */
export type Product = (
  a: Float32Array,
  rows: number,
  inner: number,
  b: Float32Array,
  columns: number,
  transposed?: boolean,
) => Promise<Float32Array>

/** A measured value with the interval it stands in. */
export interface MetricValue {
  value: number | null // null: not measured
  ci95: readonly [number, number] | null
  sd?: number // sample deviation over seeds, where the value is their mean
  unit: Unit
}

/** `perSecond`, `samples` (how many were timed) and `timeRatio` come from a clock, as seconds and milliseconds do: they differ from run to run. */
export type Unit =
  | 'fraction'
  | 'nats'
  | 'ratio'
  | 'count'
  | 'seconds'
  | 'milliseconds'
  | 'perSecond'
  | 'samples'
  | 'timeRatio'
  | 'bytes'
  | 'mflops'
  | 'dims'

/** A line of a report: keys that say what was measured, and the metrics by id. */
export type Row = DimRow | RetrievalRow

interface AnyRow {
  model: string
  reduction?: string // how the embedding was cut, where not by taking its first dims
  interpolated?: boolean // true: the model does not declare this dim as trained
  metrics: Readonly<Record<string, MetricValue>>
}

/** What was measured at one dim. */
export interface DimRow extends AnyRow {
  dim: number
}

/** What was measured of one setting. */
export interface RetrievalRow extends AnyRow {
  queries?: string // which query set, where there are several
  shortlist: number // dim of the search
  rerank: number // dim of the last stage; the same for a single shot
  funnel: readonly Stage[] | null
  shortlistSize: number | null // null: single shot
  index: string
  clusterDim?: number
  efSearch?: number
  nprobe?: number
}

export interface Notice {
  code: string
  message: string
}

export interface InputFacts {
  role: 'model' | 'database' | 'queries' | 'data' | 'qrels'
  path: string
  sha256: string
  rows: number | null
  dim: number | null
  classes: number | null
}

/** The document that every evaluating command returns; `--json` prints it as it stands. Plain JSON, finite numbers. */
export interface Report {
  schemaVersion: 1
  command: string
  tool: { name: 'mrl-eval'; version: string }
  environment: Readonly<Record<string, string | number | null>>
  inputs: readonly InputFacts[]
  parameters: Readonly<Record<string, unknown>>
  rows: readonly Row[]
  warnings: readonly Notice[]
  gate: null
  timing: Readonly<Record<string, number>> // seconds by phase
}

/** Told about long work: `total` units of `what`, `first` of them done already, then steps. */
export interface Progress {
  start(what: string, total: number, unit: string, first?: number): void
  advance(units: number): void
  stop(): void
}
