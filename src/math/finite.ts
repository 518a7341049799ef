/** Whether numbers are finite. */

const PIECE = 16_384 // numbers; short calls are compiled once and kept

/** Position of the first NaN or infinity; −1: there is none. Every value is looked at. */
export function firstNotFinite(values: Float32Array): number {
  for (let from = 0; from < values.length; from += PIECE) {
    const to = Math.min(values.length, from + PIECE)
    const total = sum(values, from, to)
    if (total - total === 0) continue
    for (let i = from; i < to; i++) if (!Number.isFinite(values[i])) return i
  }
  return -1
}

/** In float64, which no sum of so many finite float32 numbers leaves, and no NaN or infinity that was added does. */
function sum(values: Float32Array, from: number, to: number): number {
  let [one, two, three, four] = [0, 0, 0, 0] // sums that do not wait for each other
  const whole = to - ((to - from) % 4)
  for (let i = from; i < whole; i += 4) {
    one += values[i]!
    two += values[i + 1]!
    three += values[i + 2]!
    four += values[i + 3]!
  }
  for (let i = whole; i < to; i++) one += values[i]!
  return one + two + three + four
}
