/**
 * Runs of equal and of bit-packed integers: levels, dictionary indices and booleans.
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */

const LONG = 64 // values; calling fill() costs more for fewer
const WIDEST = 24 // bits; a dictionary of more than 16 million entries is not written by anyone

/**
 * Fills `out`.
 * @param bits of each integer
 * @throws Error when the runs end before
 */
export function readRuns(bytes: Uint8Array, bits: number, out: Uint8Array | Int32Array): void {
  if (bits > WIDEST) throw new Error(`it has integers of ${bits} bits`)
  const size = Math.ceil(bits / 8)
  let at = 0
  for (let done = 0; done < out.length; ) {
    let head = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error(`its runs end after ${done} of ${out.length} values`)
      const byte = bytes[at++]!
      head = (head | ((byte & 127) << shift)) >>> 0
      if (byte < 128) break
    }
    const count = head >>> 1
    if (count === 0 && at >= bytes.length) throw new Error(`its runs end after ${done} of ${out.length} values`)
    if ((head & 1) === 0) {
      if (at + size > bytes.length) throw new Error(`its runs end after ${done} of ${out.length} values`)
      let value = 0
      for (let b = 0; b < size; b++) value |= bytes[at++]! << (8 * b)
      const end = Math.min(done + count, out.length)
      if (end - done > LONG) out.fill(value, done, end)
      else for (let i = done; i < end; i++) out[i] = value
      done = end
    } else {
      const values = Math.min(8 * count, out.length - done)
      if (at + Math.ceil((values * bits) / 8) > bytes.length)
        throw new Error(`its runs end after ${done} of ${out.length} values`)
      unpack(bytes, at, bits, out, done, done + values)
      at += count * bits
      done += values
    }
  }
}

/** The integer that all of `count` are, when they are one run. */
export function onlyValue(bytes: Uint8Array, bits: number, count: number): number | null {
  let head = 0
  let at = 0
  do head += (bytes[at]! & 127) * 128 ** at
  while (at < 4 && bytes[at++]! > 127)
  return bits <= 8 && head % 2 === 0 && head / 2 >= count && at < bytes.length ? bytes[at]! : null
}

/** Little-endian, the lowest bit first. */
function unpack(
  bytes: Uint8Array,
  start: number,
  bits: number,
  out: Uint8Array | Int32Array,
  from: number,
  to: number,
): void {
  const mask = (1 << bits) - 1
  let at = start
  let held = 0
  let have = 0
  for (let i = from; i < to; i++) {
    while (have < bits) {
      held |= bytes[at++]! << have
      have += 8
    }
    out[i] = held & mask
    held >>>= bits
    have -= bits
  }
}
