/**
 * loss: mean cross-entropy, −log softmax(logits)[label], in nats, without label smoothing or weights.
 * Rows without a label (NaN) do not count. The interval is mean ± 1.96 s/√n.
 * Source: torch.nn.CrossEntropyLoss(reduction='mean').
 */
import type { MetricValue } from '../types.js'
import { normalMean } from './intervals.js'

/** @param losses one per row, NaN without a label. [b] */
export function meanLoss(losses: Float32Array): MetricValue {
  const { mean, ci95 } = normalMean(losses.filter((loss) => !Number.isNaN(loss)))
  return { value: mean, ci95, unit: 'nats' }
}
