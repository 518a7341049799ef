/** Whether numbers are finite. */

const EXPONENT = 0x7f800000
const CARRY = 0x00800000

/**
 * Position of the first NaN or infinity; −1: there is none. Every value is looked at, so the exponents are tested as
 * integers, four at a time: only where all eight bits are set does adding one reach the sign bit.
 */
export function firstNotFinite(values: Float32Array): number {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  const whole = bits.length - (bits.length % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    a |= (bits[i]! & EXPONENT) + CARRY
    b |= (bits[i + 1]! & EXPONENT) + CARRY
    c |= (bits[i + 2]! & EXPONENT) + CARRY
    d |= (bits[i + 3]! & EXPONENT) + CARRY
  }
  for (let i = whole; i < bits.length; i++) a |= (bits[i]! & EXPONENT) + CARRY
  return (a | b | c | d) < 0 ? values.findIndex((value) => !Number.isFinite(value)) : -1
}
