/**
 * Reranking of a block of queries, stage by stage: the same answers as rerank-stages.ts gives, but for rounding. Cosine and
 * ip gather and score a few queries in one run of ONNX Runtime; l2 and stages of few values go query by query.
 */
import type { Stage, Vectors } from '../types.js'
import { bestFirst } from './best-first.js'
import { type GatherProduct, pieceOf } from './gather-product.js'
import { byNorm, type RerankRows, rerankStages } from './rerank-stages.js'

/** Reranks the shortlists of queries [first, first + count). `shortlists` [count × K], −1 pads; gives [count × k] */
export type RerankBlock = (
  queries: Vectors,
  first: number,
  count: number,
  shortlists: Int32Array,
) => Promise<Int32Array>

/** Reorders the lists of queries from `first` on, a list each. */
type StageOfBlock = (queries: Vectors, first: number, lists: readonly Int32Array[]) => Promise<Int32Array[]>

const RUN_VALUES = 2 ** 21 // gathered in one run, unless a query a thread is more; 8 MiB stay in the cache
const RUN_QUERIES = 32
const LEAST_VALUES = 2 ** 12 // of a query's stage, and
const LEAST_PIECE = 16 // of a piece: below either, gathering by ONNX Runtime gains nothing

/** @param k rows to return; rows behind a stage's first `rows` are dropped */
export function rerankBlocks(
  rows: RerankRows,
  product: GatherProduct,
  stages: readonly Stage[],
  k: number,
): RerankBlock {
  const steps = stages.map((stage) => (paysInRuns(rows, stage) ? inRuns(rows, product, stage) : oneByOne(rows, stage)))
  return async (queries, first, count, shortlists) => {
    const size = shortlists.length / count
    let lists = Array.from({ length: count }, (_, i) => shortlists.subarray(i * size, (i + 1) * size))
    for (const step of steps) lists = await step(queries, first, lists)
    const ids = new Int32Array(count * k).fill(-1)
    for (const [i, list] of lists.entries()) ids.set(list.subarray(0, k), i * k)
    return ids
  }
}

function paysInRuns({ database, distance }: RerankRows, { rows, dim }: Stage): boolean {
  return distance !== 'l2' && rows * dim >= LEAST_VALUES && pieceOf(database.width, dim) >= LEAST_PIECE
}

function inRuns(rows: RerankRows, product: GatherProduct, stage: Stage): StageOfBlock {
  const { dim } = stage
  const most = Math.min(RUN_QUERIES, RUN_VALUES / (stage.rows * dim))
  const size = product.threads * Math.max(1, Math.floor(most / product.threads))
  return async (queries, first, lists) => {
    const answers: Int32Array[] = []
    for (let i = 0; i < lists.length; i += size) {
      const held = lists.slice(i, i + size).map((list) => list.subarray(0, stage.rows).filter((id) => id !== -1))
      const products = await product.products(queries, first + i, held, stage.rows, dim)
      for (const [j, list] of held.entries()) answers.push(bestFirst(list, byNorm(rows, products[j]!, list, dim)))
    }
    return answers
  }
}

function oneByOne(rows: RerankRows, stage: Stage): StageOfBlock {
  const rerank = rerankStages(rows, [stage], stage.rows, () => 0)
  return async (queries, first, lists) => {
    const answers: Int32Array[] = []
    for (const [i, list] of lists.entries()) answers.push((await rerank(queries, first + i, list)).ids)
    return answers
  }
}
