/** Rows for tests of probes. */

import { seeded } from '../../src/math/random.js'
import type { Labelled } from '../../src/probe/training.js'

/** Rows around a mean for each class, blurred by `noise`; class c is drawn shares[c] times. */
export function blobs(shares: readonly number[], width: number, noise: number, seed: number): Labelled {
  const random = seeded(seed)
  const means = shares.map(() => Float64Array.from({ length: width }, () => random.gaussian()))
  const labels = Int32Array.from(shares.flatMap((share, label) => new Array<number>(share).fill(label)))
  const values = new Float32Array(labels.length * width)
  for (let i = 0; i < values.length; i++) {
    values[i] = means[labels[Math.floor(i / width)]!]![i % width]! + noise * random.gaussian()
  }
  return { rows: labels.length, width, values, labels }
}

export const never = new AbortController().signal
