/** What --reduce adds: rows of the baselines made from a model, with the sessions that it takes to make them. */
import type { AskedDims } from '../../evaluate/dims.js'
import { type Fit, fitOn, type Pair, type Reduction, reducedDims, reducedRows } from '../../evaluate/reduce.js'
import { openProduct } from '../../onnx/product.js'
import type { SessionOptions } from '../../onnx/session.js'
import type { Dims, EmbeddingTable, Progress, Row } from '../../types.js'
import { decomposeApart } from './principal.js'

/** Evaluates tables at dims; `name` says under which reduction. */
export type EvaluateReduced<R extends Row> = (pair: Pair, dims: Dims, name: string) => Promise<readonly R[]>

export interface Baselines {
  /** Rows under every reduction, none where no dim that was asked for fits. A database table is fitted once. */
  rows<R extends Row>(own: Pair, asked: AskedDims, evaluate: EvaluateReduced<R>): Promise<R[]>
  close(): Promise<void>
}

/** @param reductions []: nothing is opened, and there are no rows */
export async function openBaselines(
  reductions: readonly Reduction[],
  seed: number,
  { device, threads, progress }: SessionOptions & { progress: Progress },
  signal: AbortSignal,
): Promise<Baselines> {
  if (reductions.length === 0) return { rows: async () => [], close: async () => {} }
  const { product, close } = await openProduct({ device, threads })
  const fits = new WeakMap<EmbeddingTable, Fit>()
  return {
    async rows(own, asked, evaluate) {
      const { database } = own
      const dims = reducedDims(asked, database.dims, database.width)
      if (dims.length === 0) return []
      const fitted = fits.get(database) ?? fitOn(database, product, decomposeApart(signal), progress)
      fits.set(database, fitted)
      return reducedRows(own, reductions, seed, product, fitted, (pair, name) => evaluate(pair, dims, name))
    },
    close,
  }
}
