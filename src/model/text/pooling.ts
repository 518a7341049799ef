/**
 * Vectors of tokens → one vector a text, over its own tokens x₁ … x_T, padding left out; in float64.
 * cls: x₁. lasttoken: x_T. max: max over t, each number by itself. mean: Σ x_t / T. mean_sqrt_len_tokens: Σ x_t / √T.
 * weightedmean: Σ t·x_t / Σ t, t counted from 1 at the text's first token, also where a prompt is left out.
 * Several are put one after the other. Without any token (a prompt left out that fills the text) it is all zeros.
 * Source: UKPLab/sentence-transformers, sentence_transformer/modules/pooling.py.
 */
import type { PoolingMode } from '../text-options.js'
import type { Span, TokenBatch } from './tokens-batch.js'

/**
 * @param states [rows × T × width]
 * @returns [rows × (modes × width)]
 */
export function pool(
  states: Float32Array,
  { spans, length }: Pick<TokenBatch, 'spans' | 'length'>,
  modes: readonly PoolingMode[],
  width: number,
): Float32Array {
  const out = new Float32Array(spans.length * modes.length * width)
  for (const [row, span] of spans.entries()) {
    if (span.from === span.end) continue
    const tokens = states.subarray(row * length * width, (row + 1) * length * width)
    for (const [m, mode] of modes.entries()) out.set(POOL[mode](tokens, span, width), (row * modes.length + m) * width)
  }
  return out
}

type Pool = (tokens: Float32Array, span: Span, width: number) => Float32Array | Float64Array

const POOL: Readonly<Record<PoolingMode, Pool>> = {
  cls: (tokens, { from }, width) => tokens.subarray(from * width, (from + 1) * width),
  lasttoken: (tokens, { end }, width) => tokens.subarray((end - 1) * width, end * width),
  max: (tokens, { from, end }, width) => {
    const most = tokens.slice(from * width, (from + 1) * width)
    for (let t = from + 1; t < end; t++) {
      for (let j = 0; j < width; j++) most[j] = Math.max(most[j]!, tokens[t * width + j]!)
    }
    return most
  },
  mean: (tokens, span, width) => weighted(tokens, span, width, () => 1, span.end - span.from),
  mean_sqrt_len_tokens: (tokens, span, width) =>
    weighted(tokens, span, width, () => 1, Math.sqrt(span.end - span.from)),
  weightedmean: (tokens, span, width) => {
    const weight = (t: number) => t - span.begin + 1
    let total = 0
    for (let t = span.from; t < span.end; t++) total += weight(t)
    return weighted(tokens, span, width, weight, total)
  },
}

/** Σ weight(t)·x_t / divisor. */
function weighted(
  tokens: Float32Array,
  { from, end }: Span,
  width: number,
  weight: (t: number) => number,
  divisor: number,
): Float64Array {
  const sums = new Float64Array(width)
  for (let t = from; t < end; t++) {
    const by = weight(t)
    for (let j = 0; j < width; j++) sums[j]! += by * tokens[t * width + j]!
  }
  return sums.map((sum) => sum / divisor)
}
