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

const float = new Float32Array(1)
const pattern = new Uint32Array(float.buffer)

/** float32 → IEEE 754 binary16 as bits, rounded to the nearest, halves to the even one; what is too large is infinite. */
export function toHalf(values: Float32Array | Uint8Array): Uint16Array {
  const bits = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) bits[i] = half(values[i]!)
  return bits
}

function half(value: number): number {
  float[0] = value
  const bits = pattern[0]!
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fff_ffff
  if (magnitude > 0x7f80_0000) return sign | 0x7e00 // no number
  if (magnitude >= 0x4780_0000) return sign | 0x7c00 // 65,536 and more
  if (magnitude < 0x3880_0000) return sign | evenly(Math.abs(float[0]!) * 2 ** 24) // below 2^−14: steps of 2^−24
  const rest = magnitude & 0x1fff
  const kept = (magnitude - 0x3800_0000) >>> 13
  return sign | (kept + (rest > 0x1000 || (rest === 0x1000 && kept % 2 === 1) ? 1 : 0))
}

function evenly(value: number): number {
  const down = Math.floor(value)
  const rest = value - down
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down
}
