/** What Arrow types can hold, whichever of their kinds a writer chose. */
import { DataType } from 'apache-arrow'

/** Strings of any kind, also as a dictionary. */
export function isText(type: DataType): boolean {
  if (DataType.isDictionary(type)) return isText(type.dictionary)
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)
}

/** Integers, also as a dictionary. */
export function isWhole(type: DataType): boolean {
  return DataType.isDictionary(type) ? isWhole(type.dictionary) : DataType.isInt(type)
}

/** Bytes of any length. */
function isBinary(type: DataType): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type)
}

/** Float32 numbers as bare bytes, or what may be. */
export function isRawVector(type: DataType): boolean {
  return isBinary(type) || (DataType.isFixedSizeBinary(type) && type.byteWidth % 4 === 0)
}

/** Lists of any kind. */
export function isList(type: DataType): boolean {
  return DataType.isFixedSizeList(type) || DataType.isList(type) || DataType.isLargeList(type)
}

/** One list of numbers a row. */
export function isNumberList(type: DataType): boolean {
  return isList(type) && isNumber(itemOf(type).type) && itemOf(type).depth === 1
}

/** Lists of lists of numbers, or of lists of lists of numbers. */
export function isNumberGrid(type: DataType): boolean {
  const { depth, type: item } = itemOf(type)
  return (depth === 2 || depth === 3) && isNumber(item)
}

/** Pixels as integers: [H][W], [H][W][C] or [C][H][W]. */
export function isPixelGrid(type: DataType): boolean {
  return isNumberGrid(type) && DataType.isInt(itemOf(type).type)
}

/** Encoded image files: bytes, or bytes beside a path. */
export function isImageFile(type: DataType): boolean {
  if (DataType.isStruct(type)) return type.children.some((child) => child.name === 'bytes' && isBinary(child.type))
  return isBinary(type)
}

export function isNumber(type: DataType): boolean {
  return DataType.isFloat(type) || DataType.isInt(type)
}

/** What lies inside of lists, and how deep. */
function itemOf(type: DataType): { type: DataType; depth: number } {
  let item = type
  let depth = 0
  for (; isList(item); depth++) item = (item.children[0] as { type: DataType }).type
  return { type: item, depth }
}
