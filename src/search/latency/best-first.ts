/**
 * Rows in the order of their scores, best first, equal scores with the lower row first. One sort of whole numbers: the high
 * half of each is the score, whose bits are turned so that higher scores are lower numbers, and the low half is the row.
 */

const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1 // where the low half stands in memory

/**
 * @param rows row numbers, none negative. [n]
 * @param scores higher is better; finite or infinite. [n]
 */
export function bestFirst(rows: Int32Array, scores: Float32Array): Int32Array {
  const n = rows.length
  const bits = new Int32Array(scores.buffer, scores.byteOffset, n)
  const keys = new BigUint64Array(n)
  const halves = new Uint32Array(keys.buffer)
  for (let i = 0; i < n; i++) {
    const word = scores[i] === 0 ? 0 : bits[i]! // −0 is 0
    halves[2 * i + LOW] = rows[i]!
    halves[2 * i + 1 - LOW] = word < 0 ? word : ~word & 0x7fffffff // negative floats grow with their bits
  }
  keys.sort()
  const ordered = new Int32Array(n)
  for (let i = 0; i < n; i++) ordered[i] = halves[2 * i + LOW]!
  return ordered
}
