/** The header of NumPy's `.npy` format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { dataError } from '../../errors.js'
import { type Bytes, readBytes } from '../files/bytes.js'
import { isNumberType, NUMBERS, type NumberType } from './number-type.js'

export interface NpyHeader {
  start: number // byte of the first value
  type: NumberType | 'U' | 'S' | 'other' // U and S are texts: of UCS-4, or of bytes
  descr: string // the type as NumPy writes it
  size: number // bytes of one value
  swapped: boolean // big-endian
  fortran: boolean // the first axis varies fastest
  shape: readonly number[]
}

export const NPY_MAGIC = '\x93NUMPY'

const MOST_HEADER = 2 ** 20 // bytes

/** @throws UserError (exit 3) for a foreign or truncated file */
export async function readNpyHeader(bytes: Bytes): Promise<NpyHeader> {
  const { path, size: all } = bytes
  const head = Buffer.from(await readBytes(bytes, 0, Math.min(12, all)))
  if (head.toString('latin1', 0, 6) !== NPY_MAGIC || head.length < 12)
    throw dataError('not-npy', `${path} is not a .npy array: it does not begin with "\\x93NUMPY"`)
  if (head[6]! < 1 || head[6]! > 3)
    throw dataError('not-npy', `${path} is of .npy version ${head[6]}.${head[7]}; versions 1 to 3 are read`)
  const [begin, length] = head[6] === 1 ? [10, head.readUInt16LE(8)] : [12, head.readUInt32LE(8)]
  const start = begin + length
  if (start > all) throw dataError('file-truncated', `${path} is cut off in its header, at byte ${all} of ${start}`)
  if (length > MOST_HEADER) throw dataError('not-npy', `${path} has a header of ${length} bytes; expected a short one`)
  const header = Buffer.from(await readBytes(bytes, begin, length)).toString('latin1')
  const descr = /'descr':\s*('[^']*'|\[)/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const axes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1]
  if (descr === undefined || order === undefined || axes === undefined)
    throw dataError('not-npy', `${path} has a header that is not NumPy's: ${header.slice(0, 100).trim()}`)
  const shape = [...axes.matchAll(/\d+/g)].map(([axis]) => Number(axis))
  return { start, descr, ...typeOf(descr), fortran: order === 'True', shape }
}

function typeOf(descr: string): Pick<NpyHeader, 'type' | 'size' | 'swapped'> {
  const [, order, kind, digits] = /^'([<>|=])([a-zA-Z])(\d+)'$/.exec(descr) ?? []
  const swapped = order === '>'
  const name = `${kind}${digits}` === 'b1' ? 'u1' : `${kind}${digits}`
  if (isNumberType(name)) return { type: name, size: NUMBERS[name].size, swapped }
  const size = Number(digits) * (kind === 'U' ? 4 : 1)
  const isText = (kind === 'U' || kind === 'S') && size > 0
  return isText ? { type: kind, size, swapped } : { type: 'other', size: 0, swapped }
}

/** The error for a type that is not read. */
export function wrongType(path: string, descr: string): Error {
  const isObjects = descr.includes('O')
  const what = descr === '[' ? 'records' : isObjects ? 'Python objects' : descr
  const fix = isObjects ? 'array.astype(str)' : 'array.astype("<f4")'
  return dataError('npy-type', `${path} holds ${what}; expected floats, integers or strings`, `save ${fix}`)
}
