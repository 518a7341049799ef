/**
 * Majority vote: the class that most heads predict, each head with one vote, however sure it is.
 * Formula: vote(x) = argmax_c |{g : class_g(x) = c}|; its accuracy is the share of rows whose vote is their label.
 * Ties: among the classes with most votes, the one that the largest of their heads predicts wins (ours), so that two heads
 * vote as the larger does; MRL's notebook takes torch.mode, the lowest class number.
 * Source: RAIVNLab/MRL model_analysis/Oracle_Upper_Bound_Performance.ipynb.
 */
import type { Predictions } from '../types.js'

/**
 * @param heads how many vote, from the smallest up; at least 1
 * @returns the class of every row. [n]
 */
export function majorityVote({ dims, rows, classes }: Predictions, heads = dims.length): Int32Array {
  const votes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const base = row * dims.length
    let most = 0
    for (let g = heads - 1; g >= most; g--) {
      const own = classes[base + g]!
      let count = 0
      for (let other = 0; other <= g; other++) if (classes[base + other] === own) count++
      if (count <= most) continue
      most = count
      votes[row] = own
    }
  }
  return votes
}
