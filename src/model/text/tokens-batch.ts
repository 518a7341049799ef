/** Tokens of some rows → the arrays that a graph takes, filled up to one length, and where each row's tokens stand. */
import type { Padding, Tokens } from './tokenizer.js'

/** Arrays [rows × length]. */
export interface TokenBatch {
  rows: number
  length: number // T
  ids: Int32Array
  mask: Uint8Array // 1: a token, 0: padding
  types: Int32Array
  positions: Int32Array // from `firstPosition` on; padding on the left does not count
  spans: readonly Span[] // [rows]
}

/** Tokens [begin, end) of a row; those from `from` on are pooled. */
export interface Span {
  begin: number
  from: number
  end: number
}

/** How a model wants its tokens. */
export interface TokenLayout {
  padding: Padding
  firstPosition: number // of a text's first token
  skipped: number // tokens at the start of each text that are not pooled
  length: number | null // T that the graph is bound to; null: that of the longest row
}

export function tokenBatch(
  tokens: readonly Tokens[],
  { padding, firstPosition, skipped, length }: TokenLayout,
): TokenBatch {
  const rows = tokens.length
  const longest = Math.max(1, ...tokens.map(({ ids }) => ids.length)) // graphs do not take an axis of 0
  const T = length ?? longest
  const size = rows * T
  const ids = new Int32Array(size).fill(padding.id)
  const types = new Int32Array(size).fill(padding.type)
  const mask = new Uint8Array(size)
  const positions = new Int32Array(size)
  const spans = tokens.map((row, r) => {
    const begin = padding.left ? T - row.ids.length : 0
    const end = begin + row.ids.length
    ids.set(row.ids, r * T + begin)
    types.set(row.types, r * T + begin)
    mask.fill(1, r * T + begin, r * T + end)
    for (let t = 0; t < T; t++) positions[r * T + t] = firstPosition + Math.max(0, t - begin)
    return { begin, from: Math.min(begin + skipped, end), end }
  })
  return { rows, length: T, ids, mask, types, positions, spans }
}

/** Row numbers by length, longest first, so that a run that does not fit in memory fails at once. Equal lengths keep their order. */
export function byLength(tokens: readonly Tokens[]): number[] {
  return tokens.map((_, row) => row).sort((a, b) => tokens[b]!.ids.length - tokens[a]!.ids.length || a - b)
}
