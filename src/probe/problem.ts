/** All rows at one dim: the loss and its gradient, and the spread of the features, tile by tile. */
import type { Vectors } from '../types.js'
import { type Linear, type ProbeEngine, tileRows } from './engine.js'
import { type Moments, momentsOf } from './features.js'
import { add } from './float64.js'

/** Rows of the classes 0 … C − 1, each of which has at least one. labels [rows] */
export type TrainingRows = Vectors & { labels: Int32Array; classes: number }

/** Sums over all rows. */
export interface Losses {
  loss: number // Σ −log p[label], nats
  doubt: number // mean of 1 − p[label]
  weights: Float64Array // gradient of the loss. [C × d]
  bias: Float64Array // [C]
}

export interface Problem extends Moments {
  dim: number
  rows: number
  classes: number
  shares: Float64Array // of the rows, by class. [C]
  losses(linear: Linear): Promise<Losses> // 2·n·d·C multiply-adds
  spread(basis: Float32Array, rank: number): Promise<Float64Array> // covariance times a basis. [d × r]
}

export function problemOf(engine: ProbeEngine, training: TrainingRows, dim: number): Problem {
  const { rows, width, values, labels, classes } = training
  const moments = momentsOf(training, dim)
  const { mean } = moments
  const targets = BigInt64Array.from(labels, BigInt)
  const step = tileRows(width, classes)
  const starts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step)
  const tileAt = (from: number): Vectors => {
    const to = Math.min(from + step, rows)
    return { rows: to - from, width, values: values.subarray(from * width, to * width) }
  }
  const shares = new Float64Array(classes)
  for (const label of labels) shares[label]! += 1 / rows

  return {
    dim,
    rows,
    classes,
    shares,
    ...moments,
    async losses(linear) {
      const weights = new Float64Array(classes * dim)
      const bias = new Float64Array(classes)
      let [loss, doubt] = [0, 0]
      for (const from of starts) {
        const tile = tileAt(from)
        const own = await engine.gradient(tile, targets.subarray(from, from + tile.rows), linear)
        for (const likelihood of own.likelihoods) {
          loss -= likelihood
          doubt += 1 - Math.exp(likelihood)
        }
        add(weights, 1, own.weights)
        add(bias, 1, own.bias)
      }
      return { loss, doubt: doubt / rows, weights, bias }
    },
    async spread(basis, rank) {
      const sums = new Float64Array(dim * rank)
      for (const from of starts) add(sums, 1, await engine.spread(tileAt(from), dim, basis))
      const center = new Float64Array(rank)
      for (let i = 0; i < dim; i++) for (let j = 0; j < rank; j++) center[j]! += mean[i]! * basis[i * rank + j]!
      return sums.map((sum, at) => sum / rows - mean[Math.floor(at / rank)]! * center[at % rank]!)
    },
  }
}
