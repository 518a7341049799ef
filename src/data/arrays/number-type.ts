/** Types of numbers in binary files, by NumPy's names without the byte order, and what they are in Arrow. */
import {
  type DataType,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
} from 'apache-arrow'
import { fromHalf } from '../../math/half.js'
import { type Numbers, widened } from '../columns/numbers.js'

type Stored = Numbers | BigInt64Array | BigUint64Array // float16 as Uint16Array

interface NumberRule {
  size: number // bytes
  type: DataType
  /** As Arrow keeps them, float16 as its bits. No copy. @param bytes little-endian, a buffer of their own */
  stored(bytes: ArrayBufferLike): Stored
}

const RULES = {
  f2: { size: 2, type: new Float16(), stored: (bytes) => new Uint16Array(bytes) },
  f4: { size: 4, type: new Float32(), stored: (bytes) => new Float32Array(bytes) },
  f8: { size: 8, type: new Float64(), stored: (bytes) => new Float64Array(bytes) },
  i1: { size: 1, type: new Int8(), stored: (bytes) => new Int8Array(bytes) },
  i2: { size: 2, type: new Int16(), stored: (bytes) => new Int16Array(bytes) },
  i4: { size: 4, type: new Int32(), stored: (bytes) => new Int32Array(bytes) },
  i8: { size: 8, type: new Int64(), stored: (bytes) => new BigInt64Array(bytes) },
  u1: { size: 1, type: new Uint8(), stored: (bytes) => new Uint8Array(bytes) },
  u2: { size: 2, type: new Uint16(), stored: (bytes) => new Uint16Array(bytes) },
  u4: { size: 4, type: new Uint32(), stored: (bytes) => new Uint32Array(bytes) },
  u8: { size: 8, type: new Uint64(), stored: (bytes) => new BigUint64Array(bytes) },
} as const satisfies Record<string, NumberRule>

export type NumberType = keyof typeof RULES

export const NUMBERS: Readonly<Record<NumberType, NumberRule>> = RULES

export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(RULES, name)
}

/** @param bytes little-endian, a buffer of their own. @returns a view of it, but of float16 and 64-bit integers */
export function toNumbers(type: NumberType, { buffer }: Uint8Array): Numbers {
  return type === 'f2' ? fromHalf(new Uint16Array(buffer)) : widened(NUMBERS[type].stored(buffer))
}

/** Big-endian numbers as little-endian ones: of bytes that the caller has just read, and gets back. */
export function swapInPlace(bytes: Uint8Array, size: number): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (size === 2) buffer.swap16()
  if (size === 4) buffer.swap32()
  if (size === 8) buffer.swap64()
  return bytes
}
