/** Hashes of rows, to count those that are equal bit by bit. */

/**
 * 53 bits of two murmur-like mixes over 32-bit words, as an integer: among a million different rows, two are taken for equal
 * with a chance of 1 in 18,000 (n² / 2⁵⁴).
 */
export function hashWords(words: Int32Array | Uint16Array): number {
  let [a, b] = [0x9747b28c | 0, words.length | 0]
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    a = Math.imul(a ^ word, 0x5bd1e995)
    a ^= a >>> 15
    b = Math.imul(b ^ word, 0x1b873593)
    b = (b << 13) | (b >>> 19)
  }
  a = Math.imul(a ^ (b >>> 16), 0x85ebca6b)
  b = Math.imul(b ^ (a >>> 13), 0xc2b2ae35)
  return (((a ^ (a >>> 16)) >>> 0) & 0x1fffff) * 2 ** 32 + ((b ^ (b >>> 15)) >>> 0)
}

/** How many values have occurred before. */
export function repeats(hashes: Float64Array): number {
  const sorted = hashes.toSorted()
  let count = 0
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) count++
  return count
}
