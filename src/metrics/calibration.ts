/**
 * Expected calibration error: how far confidence is from how often it is right, over equal bins of confidence.
 * Formula: ECE = Σ_b n_b/n · |acc_b − conf_b|, with the share of right rows and the mean confidence of bin b.
 * B bins of equal width, (b/B, (b+1)/B]: a confidence on an edge belongs to the lower bin, 0 to the first. Bins without rows
 * count for nothing; without any rows ECE is null. More bins give a larger ECE, also by chance.
 * It is no mean over rows, so it has no interval here: ci95 is null. Only softmax values are probabilities: margin and entropy
 * have no ECE.
 * Source: Guo et al. 2017 (arXiv 1706.04599) section 2, with its 15 bins; Naeini et al. 2015, "Obtaining Well Calibrated
 * Probabilities Using Bayesian Binning".
 */
import type { ReliabilityBin } from '../types.js'

export interface Calibration {
  ece: number | null // 0…1; null: no rows
  reliability: ReliabilityBin[] // from the lowest confidence up [bins]
}

/**
 * @param confidence largest softmax value of each row, in 0…1. [n]
 * @param correct 1 where the prediction is right. [n]
 */
export function calibration(confidence: Float32Array, correct: Uint8Array, bins = 15): Calibration {
  const rows = new Int32Array(bins)
  const sums = new Float64Array(bins)
  const hits = new Int32Array(bins)
  for (let i = 0; i < confidence.length; i++) {
    // A float32 times a small whole number is exact in float64, so no edge is missed by rounding.
    const bin = Math.min(bins, Math.max(1, Math.ceil(confidence[i]! * bins))) - 1
    rows[bin]!++
    sums[bin]! += confidence[i]!
    hits[bin]! += correct[i]!
  }
  const gaps = hits.reduce((sum, hit, b) => sum + Math.abs(hit - sums[b]!), 0)
  return {
    ece: confidence.length === 0 ? null : gaps / confidence.length,
    reliability: Array.from(rows, (count, b) => ({
      low: b / bins,
      high: (b + 1) / bins,
      rows: count,
      confidence: count === 0 ? null : sums[b]! / count,
      accuracy: count === 0 ? null : hits[b]! / count,
    })),
  }
}
