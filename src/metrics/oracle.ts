/**
 * Oracle: the smallest head that is right, what a cascade would take if it knew the answer; an upper bound for all of them.
 * Formula: head(x) = min {g : class_g(x) = label(x)}; its accuracy is the share of rows that any head has right, its
 * expected dim the mean over rows of dim_head(x). A row that no head has right is charged to the largest head, without being
 * right. Confidence and ties in it play no part.
 * Source: RAIVNLab/MRL model_analysis/Oracle_Upper_Bound_Performance.ipynb, whose histogram comes out (test/metrics/oracle.test.ts).
 */
import type { Predictions } from '../types.js'

export interface Oracle {
  head: Uint8Array // index of the first right head, G − 1 where none is; G is at most 256. [n]
  correct: Uint8Array // 1 where some head is right. [n]
}

/** The first right head of every row. */
export function oracle({ dims, rows, labels, classes }: Predictions): Oracle {
  const heads = dims.length
  const head = new Uint8Array(rows)
  const correct = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const base = row * heads
    let g = 0
    while (g < heads && classes[base + g] !== labels[row]) g++
    correct[row] = g < heads ? 1 : 0
    head[row] = Math.min(g, heads - 1)
  }
  return { head, correct }
}
