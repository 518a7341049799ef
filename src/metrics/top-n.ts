/**
 * top-n accuracy: the share of rows whose true class is among the n classes with the largest logits.
 * Formula: mean over labelled rows of 1[rank ≤ n]. Ties: equal logits rank by class number, so top-1 is argmax.
 * Rows without a label do not count. Source: MRL (arXiv 2205.13147) section 4.1; torchvision's accuracy(topk).
 */
import type { MetricValue } from '../types.js'
import { share } from './share.js'

/** @param ranks rank of the true class, 1 = predicted, 0 = no label. [b] */
export function topN(ranks: Int32Array, n: number): MetricValue {
  let hits = 0
  let counted = 0
  for (const rank of ranks) {
    if (rank === 0) continue
    counted++
    if (rank <= n) hits++
  }
  return share(hits, counted)
}
