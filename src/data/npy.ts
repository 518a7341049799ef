/**
 * NumPy arrays in `.npy` files, read by position, so that files of any size need the memory of what is asked for.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import type { FileHandle } from 'node:fs/promises'
import { dataError } from '../errors.js'
import { fromHalf } from '../math/half.js'
import { readAt } from './message.js'
import { openForReading } from './open.js'

export type NpyNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array

/** An open array. Close it when done. */
export interface NpyFile {
  path: string
  type: string // of one number, as NumPy writes it: f4, i8, …
  shape: readonly number[]
  /** `count` numbers from number `from` on, in C order. float16 comes as float32, 64-bit integers as float64. */
  read(from: number, count: number): Promise<NpyNumbers>
  close(): Promise<void>
}

/** Bytes of one number, and how they become numbers. */
interface Reader {
  size: number
  of(bytes: Uint8Array): NpyNumbers
}

const READERS: Readonly<Record<string, Reader>> = {
  f2: { size: 2, of: ({ buffer }) => fromHalf(new Uint16Array(buffer)) },
  f4: { size: 4, of: ({ buffer }) => new Float32Array(buffer) },
  f8: { size: 8, of: ({ buffer }) => new Float64Array(buffer) },
  i1: { size: 1, of: ({ buffer }) => new Int8Array(buffer) },
  u1: { size: 1, of: (bytes) => bytes },
  i2: { size: 2, of: ({ buffer }) => new Int16Array(buffer) },
  u2: { size: 2, of: ({ buffer }) => new Uint16Array(buffer) },
  i4: { size: 4, of: ({ buffer }) => new Int32Array(buffer) },
  u4: { size: 4, of: ({ buffer }) => new Uint32Array(buffer) },
  i8: { size: 8, of: ({ buffer }) => Float64Array.from(new BigInt64Array(buffer), Number) },
  u8: { size: 8, of: ({ buffer }) => Float64Array.from(new BigUint64Array(buffer), Number) },
}

const MAGIC = '\x93NUMPY'

/**
 * Opens an array of numbers in C order.
 * @throws UserError (exit 3) for a missing, foreign or truncated file, and for layouts that are not read
 */
export async function openNpy(path: string): Promise<NpyFile> {
  const handle = await openForReading(path)
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw dataError('not-npy', `${path} is no file; expected a .npy array`)
    const { start, type, shape } = await readHeader(handle, stat.size, path)
    const reader = READERS[type]!
    const end = start + shape.reduce((product, axis) => product * axis, 1) * reader.size
    if (stat.size !== end) {
      const found = `${path} has ${stat.size} bytes; its header, ${type} of (${shape.join(', ')}), says ${end}`
      throw dataError('file-truncated', found, 'write or download the file again')
    }
    return {
      path,
      type,
      shape,
      read: async (from, count) => reader.of(await readAt(handle, start + from * reader.size, count * reader.size)),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The magic, a version, the length of the header, and the header: a Python dictionary. */
async function readHeader(
  handle: FileHandle,
  size: number,
  path: string,
): Promise<{ start: number; type: string; shape: number[] }> {
  const head = Buffer.from(await readAt(handle, 0, Math.min(12, size)))
  if (head.toString('latin1', 0, 6) !== MAGIC || head.length < 12)
    throw dataError('not-npy', `${path} is not a .npy array: it does not begin with "\\x93NUMPY"`)
  const [begin, length] = head[6] === 1 ? [10, head.readUInt16LE(8)] : [12, head.readUInt32LE(8)]
  const start = begin + length
  if (start > size) throw dataError('file-truncated', `${path} is cut off in its header, at byte ${size} of ${start}`)
  const header = Buffer.from(await readAt(handle, begin, length)).toString('latin1')
  const descr = /'descr':\s*('[^']*'|\[)/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const axes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1]
  if (descr === undefined || order === undefined || axes === undefined)
    throw dataError('not-npy', `${path} has a header that is not NumPy's: ${header.slice(0, 100).trim()}`)
  const type = /^'[<|=]([fiu]\d)'$/.exec(descr)?.[1]
  if (type === undefined || !Object.hasOwn(READERS, type)) {
    const what = `${path} holds ${descr === '[' ? 'records' : descr}; expected little-endian floats or integers`
    throw dataError('npy-type', what, `np.save("${path}", array.astype("<f4"))`)
  }
  if (order === 'True') {
    const what = `${path} is in Fortran order; expected C order`
    throw dataError('npy-order', what, `np.save("${path}", np.ascontiguousarray(array))`)
  }
  return { start, type, shape: [...axes.matchAll(/\d+/g)].map(([axis]) => Number(axis)) }
}
