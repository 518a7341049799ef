/**
 * A look at Thrift metadata before hyparquet decodes it. Each entry of a list takes a byte at least; one flipped bit
 * makes a list of millions, for which memory would be set aside.
 * Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

const DEEPEST = 64 // nested structs and lists

/** The bytes ended inside the struct: there may be more in the file. */
export class ThriftCut extends Error {}

/**
 * Where the struct that begins at `start` ends.
 * @throws ThriftCut when the bytes end before it; Error when a list, string or number in it cannot be one
 */
export function thriftEnd(bytes: Uint8Array, start: number): number {
  let at = start
  const byte = (): number => {
    if (at >= bytes.length) throw new ThriftCut('its metadata ends too soon')
    return bytes[at++]!
  }
  const varint = (): number => {
    let value = 0
    for (let i = 0; i < 10; i++) {
      const next = byte()
      value += (next & 127) * 2 ** (7 * i)
      if (next < 128) return value
    }
    throw new Error('its metadata has a number of more than ten bytes')
  }
  const skip = (length: number): void => {
    if (at + length > bytes.length) throw new ThriftCut(`its metadata has a string of ${length} bytes`)
    at += length
  }
  const element = (type: number, inList: boolean, depth: number): void => {
    if (depth === 0) throw new Error('its metadata is nested without end')
    if (type === 1 || type === 2) skip(inList ? 1 : 0)
    else if (type === 3) skip(1)
    else if (type === 4 || type === 5 || type === 6) varint()
    else if (type === 7) skip(8)
    else if (type === 8) skip(varint())
    else if (type === 9) list(depth)
    else if (type === 12) struct(depth)
    else throw new Error(`its metadata has a value of unknown type ${type}`)
  }
  const list = (depth: number): void => {
    const head = byte()
    const size = head >> 4 === 15 ? varint() : head >> 4
    if (at + size > bytes.length) throw new ThriftCut(`its metadata has a list of ${size} entries`)
    for (let i = 0; i < size; i++) element(head & 15, true, depth - 1)
  }
  const struct = (depth: number): void => {
    for (let head = byte(); (head & 15) !== 0; head = byte()) {
      if (head >> 4 === 0) varint()
      element(head & 15, false, depth - 1)
    }
  }
  struct(DEEPEST)
  return at
}
