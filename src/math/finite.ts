/** Whether numbers are finite. */

const PIECE = 16_384 // numbers; short calls are compiled once and kept

/** Position of the first NaN or infinity; −1: there is none. Every value is looked at. */
export function firstNotFinite(values: Float32Array): number {
  for (let from = 0; from < values.length; from += PIECE) {
    const to = Math.min(values.length, from + PIECE)
    if (areFinite(values, from, to)) continue
    for (let i = from; i < to; i++) if (!Number.isFinite(values[i])) return i
  }
  return -1
}

/** Finite numbers times 0 are 0; NaN and infinity times 0 are NaN, which no sum loses. */
function areFinite(values: Float32Array, from: number, to: number): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  let [e, f, g, h] = [0, 0, 0, 0]
  let i = from
  for (; i + 8 <= to; i += 8) {
    a += values[i]! * 0
    b += values[i + 1]! * 0
    c += values[i + 2]! * 0
    d += values[i + 3]! * 0
    e += values[i + 4]! * 0
    f += values[i + 5]! * 0
    g += values[i + 6]! * 0
    h += values[i + 7]! * 0
  }
  for (; i < to; i++) a += values[i]! * 0
  return a + b + c + d + e + f + g + h === 0
}
