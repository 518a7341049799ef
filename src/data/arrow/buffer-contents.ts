/** What the buffers of a record batch say about each other: marks of nulls, offsets, keys and views, held to what is there. */
import { countSet, isSet } from './bits.js'
import type { Part } from './layout.js'

/**
 * @param buffers by number in the message, decoded
 * @param dictionaries rows of each dictionary, by id
 * @throws Error naming the column that is damaged
 */
export function requireSoundBuffers(
  parts: readonly Part[],
  buffers: readonly Uint8Array[],
  dictionaries: ReadonlyMap<number, number>,
): void {
  for (const part of parts) {
    const wrong = wrongIn(part, buffers, dictionaries)
    if (wrong !== null) throw new Error(`its column "${part.column}" ${wrong}`)
  }
}

function wrongIn(part: Part, buffers: readonly Uint8Array[], dictionaries: ReadonlyMap<number, number>): string | null {
  const bytes = buffers[part.buffer]!
  const { rows } = part
  if (part.kind === 'validity') {
    const nulls = bytes.length === 0 ? 0 : rows - countSet(bytes, rows)
    return nulls === part.nulls ? null : `counts ${part.nulls} nulls and marks ${nulls}`
  }
  if (rows === 0) return null
  if (part.kind === 'offsets') {
    const end = part.items ?? buffers[part.buffer + 1]!.length
    return areOffsets(bytes, rows, part.bytes, end) ? null : 'has offsets that lead out of it'
  }
  if (part.kind === 'keys') {
    const valid = part.validity === null ? null : buffers[part.validity]!
    const items = dictionaries.get(part.dictionary) ?? 0
    const keys = integers(bytes, rows, part.type.bitWidth, part.type.isSigned)
    const isIn = (row: number) => keys[row]! >= 0 && keys[row]! < items
    for (let row = 0; row < rows; row++)
      if (!isIn(row) && isSet(valid, row)) return `has a key ${keys[row]} into a dictionary of ${items}`
  }
  if (part.kind === 'views') {
    const places = buffers.slice(part.buffer + 1, part.buffer + 1 + part.buffers)
    return areViews(bytes, rows, places) ? null : 'has views that lead out of it'
  }
  return null
}

/** Offsets of rows and of the end: they do not fall, and stay within 0…end. */
function areOffsets(bytes: Uint8Array, rows: number, width: 4 | 8, end: number): boolean {
  const offsets = integers(bytes, rows + 1, width * 8, true)
  let last = 0 as number | bigint
  for (const offset of offsets) {
    if (offset < last) return false
    last = offset
  }
  return last <= end
}

/** Length (int32), then the bytes themselves, or 4 of them, a buffer (int32) and an offset in it (int32). */
function areViews(bytes: Uint8Array, rows: number, places: readonly Uint8Array[]): boolean {
  const views = integers(bytes, rows * 4, 32, true)
  for (let at = 0; at < rows * 4; at += 4) {
    const length = views[at]!
    if (length < 0) return false
    if (length <= 12) continue
    const [place, offset] = [places[Number(views[at + 2])], Number(views[at + 3])]
    if (place === undefined || offset < 0 || offset + Number(length) > place.length) return false
  }
  return true
}

type Integers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** @throws RangeError when they do not lie where the machine can read them */
function integers({ buffer, byteOffset }: Uint8Array, count: number, bits: number, isSigned: boolean): Integers {
  const at = [buffer, byteOffset, count] as const
  if (bits === 8) return isSigned ? new Int8Array(...at) : new Uint8Array(...at)
  if (bits === 16) return isSigned ? new Int16Array(...at) : new Uint16Array(...at)
  if (bits === 32) return isSigned ? new Int32Array(...at) : new Uint32Array(...at)
  return isSigned ? new BigInt64Array(...at) : new BigUint64Array(...at)
}
