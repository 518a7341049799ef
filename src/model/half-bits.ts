/** Float32 numbers for inputs of half precision. */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** IEEE 754 binary16 as bits, rounded to the nearest, halves to the even one; what is too large is infinite. */
export function toHalfBits(values: Float32Array | Uint8Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = half(values[i]!)
  return halves
}

function half(value: number): number {
  float[0] = value
  const pattern = bits[0]!
  const sign = (pattern >>> 16) & 0x8000
  const magnitude = pattern & 0x7fff_ffff
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
