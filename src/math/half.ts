/** Half precision. */

let halves: Float32Array | null = null

/** IEEE 754 binary16 → float32, through a table of all 65,536 patterns. */
export function fromHalf(bits: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, pattern) => {
    const sign = pattern >> 15 ? -1 : 1
    const exponent = (pattern >> 10) & 31
    const fraction = pattern & 1023
    if (exponent === 0) return sign * 2 ** -24 * fraction
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return sign * 2 ** (exponent - 25) * (1024 + fraction)
  })
  const values = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) values[i] = halves[bits[i]!]!
  return values
}
