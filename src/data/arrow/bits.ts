/** Bits as Arrow packs them: the first row in the lowest bit of the first byte. */

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

/** How many of the first `rows` bits are set. */
export function countSet(bits: Uint8Array, rows: number): number {
  const whole = rows >> 3
  let sum = 0
  for (let i = 0; i < whole; i++) sum += ONES[bits[i]!]!
  return rows % 8 === 0 ? sum : sum + ONES[bits[whole]! & (2 ** (rows % 8) - 1)]!
}

/** True when the bit of a row is set, or there are none. */
export function isSet(bits: Uint8Array | null, row: number): boolean {
  return bits === null || ((bits[row >> 3]! >> (row & 7)) & 1) === 1
}

/** The bits of `rows` rows from row `from` of the first byte on, moved to begin with the first of them; 0 behind the last. */
export function cutBits(bits: Uint8Array, from: number, rows: number): Uint8Array {
  const cut = Uint8Array.from(
    { length: Math.ceil(rows / 8) },
    (_, i) => (bits[i]! >> from) | ((bits[i + 1] ?? 0) << (8 - from)),
  )
  if (rows % 8 !== 0) cut[cut.length - 1]! &= 2 ** (rows % 8) - 1
  return cut
}
