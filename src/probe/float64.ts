/** Arithmetic on float64 vectors. Plain loops: on millions of numbers, map and reduce take several times as long. */

/** a + factor · b */
export function sum(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const values = new Float64Array(a.length)
  for (let i = 0; i < values.length; i++) values[i] = a[i]! + factor * b[i]!
  return values
}

/** Adds a multiple of `values` onto `to`, in place. */
export function add(to: Float64Array, factor: number, values: Float32Array | Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * values[i]!
}

/** a · b */
export function product(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!
  return total
}

/** Largest absolute value; NaN where there is one. */
export function largest(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) <= most)) most = Math.abs(values[i]!)
  return most
}
