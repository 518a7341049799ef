/** The numbers of an Arrow column, whatever their type. */
import { type Data, DataType } from 'apache-arrow'
import { fromHalf } from '../../math/half.js'

export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

/** float16 as float32 and 64-bit integers as float64; the others come as a view, without copying. */
export function numbersOf(data: Data): Numbers {
  if (DataType.isFloat(data.type) && data.values instanceof Uint16Array) return fromHalf(data.values)
  return widened(data.values)
}

/** 64-bit integers as float64; the others as they are. */
export function widened(values: Numbers | BigInt64Array | BigUint64Array): Numbers {
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values
  const numbers = new Float64Array(values.length)
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(values[i])
  return numbers
}

/** Float32 comes as a view. */
export function asFloat32(values: Numbers): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values)
}

/** Items of a list row. */
export function listLength({ type, valueOffsets }: Data, row: number): number {
  if (DataType.isFixedSizeList(type)) return type.listSize
  return Number(valueOffsets[row + 1]) - Number(valueOffsets[row])
}

/** Where a list row begins among all items. */
export function listStart({ type, valueOffsets }: Data, row: number): number {
  return DataType.isFixedSizeList(type) ? row * type.listSize : Number(valueOffsets[row])
}
