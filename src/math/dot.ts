/** Comparing two vectors, in float64. */

/** Σ a[i]·b[j] over `length` values from `aFrom` and `bFrom` on. */
export function dot(a: Float32Array, aFrom: number, b: Float32Array, bFrom: number, length: number): number {
  let [one, two, three, four] = [0, 0, 0, 0] // sums that do not wait for each other
  const whole = length - (length % 4)
  for (let i = 0; i < whole; i += 4) {
    one += a[aFrom + i]! * b[bFrom + i]!
    two += a[aFrom + i + 1]! * b[bFrom + i + 1]!
    three += a[aFrom + i + 2]! * b[bFrom + i + 2]!
    four += a[aFrom + i + 3]! * b[bFrom + i + 3]!
  }
  for (let i = whole; i < length; i++) one += a[aFrom + i]! * b[bFrom + i]!
  return one + two + three + four
}

/** Σ (a[i] − b[j])² over `length` values from `aFrom` and `bFrom` on. */
export function squaredDistance(
  a: Float32Array,
  aFrom: number,
  b: Float32Array,
  bFrom: number,
  length: number,
): number {
  let [one, two] = [0, 0]
  const whole = length - (length % 2)
  for (let i = 0; i < whole; i += 2) {
    one += (a[aFrom + i]! - b[bFrom + i]!) ** 2
    two += (a[aFrom + i + 1]! - b[bFrom + i + 1]!) ** 2
  }
  for (let i = whole; i < length; i++) one += (a[aFrom + i]! - b[bFrom + i]!) ** 2
  return one + two
}
