/** All rows at one dim: the loss and its gradient, and the spread of the features, tile by tile. */
import type { Vectors } from '../types.js'
import { type Linear, type ProbeEngine, type Tile, tileRows } from './engine.js'
import { featureMean, inverseNorms } from './features.js'

/** Rows of the classes 0 … C − 1, each of which has at least one. labels [rows] */
export type TrainingRows = Vectors & { labels: Int32Array; classes: number }

/** Sums over all rows. */
export interface Losses {
  loss: number // Σ −log p[label], nats
  doubt: number // mean of 1 − p[label]
  weights: Float64Array // gradient of the loss. [C × d]
  bias: Float64Array // [C]
}

export interface Problem {
  dim: number
  rows: number
  classes: number
  shares: Float64Array // of the rows, by class. [C]
  mean: Float64Array // of the features. [d]
  losses(linear: Linear): Promise<Losses> // 2·n·d·C multiply-adds
  spread(basis: Float32Array, rank: number): Promise<Float64Array> // covariance times a basis. [d × r]
}

export function problemOf(engine: ProbeEngine, training: TrainingRows, dim: number): Problem {
  const { rows, width, values, labels, classes } = training
  const scales = inverseNorms(training, dim)
  const mean = featureMean(training, dim, scales)
  const targets = BigInt64Array.from(labels, BigInt)
  const step = tileRows(width, classes)
  const starts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step)
  const tileAt = (from: number): Tile => {
    const to = Math.min(from + step, rows)
    return {
      rows: to - from,
      width,
      values: values.subarray(from * width, to * width),
      scales: scales.subarray(from, to),
    }
  }
  const shares = new Float64Array(classes)
  for (const label of labels) shares[label]! += 1 / rows

  return {
    dim,
    rows,
    classes,
    shares,
    mean,
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
        add(weights, own.weights)
        add(bias, own.bias)
      }
      return { loss, doubt: doubt / rows, weights, bias }
    },
    async spread(basis, rank) {
      const sums = new Float64Array(dim * rank)
      for (const from of starts) add(sums, await engine.spread(tileAt(from), dim, basis))
      const center = new Float64Array(rank)
      for (let i = 0; i < dim; i++) for (let j = 0; j < rank; j++) center[j]! += mean[i]! * basis[i * rank + j]!
      return sums.map((sum, at) => sum / rows - mean[Math.floor(at / rank)]! * center[at % rank]!)
    },
  }
}

/** Adds onto `sums`, in place. */
function add(sums: Float64Array, values: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!
}
