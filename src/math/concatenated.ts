/** Arrays one after the other. */

/** @returns in memory of its own; `empty` says of which kind */
export function concatenated<T extends Float64Array | Float32Array | Int32Array>(
  parts: readonly T[],
  empty: new (length: number) => T,
): T {
  const whole = new empty(parts.reduce((sum, { length }) => sum + length, 0))
  let start = 0
  for (const part of parts) {
    whole.set(part, start)
    start += part.length
  }
  return whole
}
