/** The buffers of an Arrow column of values. */
import { BufferType, Data, DataType, type Int } from 'apache-arrow'
import type { Bytes, LeafRows } from './leaf-rows.js'
import type { Fixed } from './page-values.js'

/** What a column has besides its children; none has all. */
export interface ColumnBuffers {
  offsets?: Int32Array
  values?: Data['values']
  bitmap?: Uint8Array | undefined // undefined: no nulls
}

export function columnData(
  type: DataType,
  length: number,
  nulls: number,
  { offsets, values, bitmap }: ColumnBuffers,
  children: Data[] = [],
): Data {
  const buffers = {
    ...(offsets && { [BufferType.OFFSET]: offsets }),
    ...(values && { [BufferType.DATA]: values }),
    ...(bitmap && { [BufferType.VALIDITY]: bitmap }),
  }
  return new Data(type, 0, length, nulls, buffers, children)
}

/** @param present 1 for each place that has a value, 0 for nulls; null: every place has one */
export function leafBuffers(type: DataType, values: LeafRows['values'], present: Uint8Array | null): ColumnBuffers {
  if (values.kind === 'bytes')
    return { offsets: present === null ? values.offsets : spreadOffsets(values, present), values: values.bytes }
  const { bytes, width } = present === null ? values : spread(values, present)
  if (DataType.isBool(type)) return { values: packed(bytes) }
  if (DataType.isInt(type) && type.bitWidth < 32) {
    return { values: narrowed(new Int32Array(bytes.buffer), type) }
  }
  if (DataType.isFixedSizeBinary(type)) return { values: bytes }
  if (DataType.isFloat(type)) {
    if (width === 2) return { values: new Uint16Array(bytes.buffer) }
    return { values: width === 4 ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer) }
  }
  const isUnsigned = DataType.isInt(type) && !type.isSigned
  if (width === 4) return { values: isUnsigned ? new Uint32Array(bytes.buffer) : new Int32Array(bytes.buffer) }
  return { values: isUnsigned ? new BigUint64Array(bytes.buffer) : new BigInt64Array(bytes.buffer) }
}

function narrowed(wide: Int32Array, { bitWidth, isSigned }: Int): Data['values'] {
  if (bitWidth === 8) return isSigned ? Int8Array.from(wide) : Uint8Array.from(wide)
  return isSigned ? Int16Array.from(wide) : Uint16Array.from(wide)
}

/** Values at their places; zeros at nulls. */
function spread({ width, bytes }: Fixed, present: Uint8Array): Fixed {
  const out = new Uint8Array(present.length * width)
  let at = 0
  for (let n = 0; n < present.length; n++) {
    if (present[n] === 0) continue
    for (let b = 0; b < width; b++) out[n * width + b] = bytes[at + b]!
    at += width
  }
  return { kind: 'fixed', width, bytes: out }
}

/** Nulls have no bytes. */
function spreadOffsets({ offsets }: Bytes, present: Uint8Array): Int32Array {
  const out = new Int32Array(present.length + 1)
  let v = 0
  for (let n = 0; n < present.length; n++) {
    v += present[n]!
    out[n + 1] = offsets[v]!
  }
  return out
}

/** Eight a byte, the lowest bit first. */
function packed(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(flags.length / 8))
  for (let i = 0; i < flags.length; i++) bits[i >> 3]! |= flags[i]! << (i & 7)
  return bits
}
