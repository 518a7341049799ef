/**
 * Every shape that more than one folder knows. Letters are fixed for the whole project:
 * n database rows, b queries, D full width, S number of dims, d one dim, k list length,
 * s index of a dim, q index of a query, r rank. Arrays are row-major typed arrays.
 */
import type { Notice } from './document.js'

export type * from './document.js'
export type * from './rows.js'
export type * from './setting.js'

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
  start: number // place of the first row: its row number, or where some rows are read alone, its place among those
  rows: number
  numbers?: Int32Array // row numbers, where some rows are read alone. [rows]
  ids: readonly string[] // [rows], the id column, or row numbers
  labels: Int32Array // [rows], class numbers, UNKNOWN where the class is not known
  inputs: Inputs
}

/** An image without a file format around it. */
export interface Pixels {
  values: Uint8Array // [height × width × channels]
  height: number
  width: number
  channels: number // 1, 3 or 4
}

/** What a model is fed with: images [rows] (encoded files, or pixels), numbers [rows × size], or texts [rows]. */
export type Inputs =
  | { kind: 'images'; files: readonly (Uint8Array | Pixels)[] }
  | { kind: 'tensors'; values: Float32Array; size: number }
  | { kind: 'texts'; texts: readonly string[] }

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
  logits: Float32Array | null // [rows × G × C]; null: not kept
}

/** What heads or probes say of rows whose class is known. Arrays are [n × G], one column a head. */
export interface Predictions {
  dims: Dims // of the heads [G]
  rows: number // n
  labels: Int32Array // [n]
  classes: Int32Array // predicted
  confidence: Float32Array // in 0…1; higher is surer
}

/**
 * Rows that went through a model. Batches of one file take turns in the same memory: `vectors` and `heads` are valid until the next
 * batch is asked for, and who wants them longer copies them. `ids` and `labels` last.
 */
export interface EncodedBatch {
  start: number
  rows: number
  ids: readonly string[]
  labels: Int32Array // [rows]
  vectors: Float32Array | null // [rows × D], not normalized, until the next batch; null: the model gives no embedding
  heads: HeadScores | null // until the next batch; null: the model has no heads
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
  logits?: number // C, where logits are kept
  augmentation?: 'flip' // logits are sums over the image and its mirror image
  warnings?: readonly Notice[] // what was noticed of the model when it was run
}

/** Embeddings on disk, computed once at full width; every nesting dimension is a prefix of the same rows. */
export interface EmbeddingTable {
  path: string
  name: string
  rows: number // n
  width: number // D; 0 without an embedding
  dims: Dims | null // nesting dims that the model or file declares
  headDims: Dims // dims of the heads whose scores stand beside the vectors; [] without heads
  logits: number // C, the classes of the logits that are kept; 0: none are
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

/** Told about long work: `total` units of `what`, `first` of them done already, then steps. */
export interface Progress {
  start(what: string, total: number, unit: string, first?: number): void
  advance(units: number): void
  stop(): void
}
