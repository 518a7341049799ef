/**
 * NumPy arrays in `.npy` files, read by position, so that files of any size need the memory of what is asked for.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { dataError } from '../../errors.js'
import { product } from '../../math/product.js'
import type { Numbers } from '../columns/numbers.js'
import { type Bytes, openBytes } from '../files/bytes.js'
import { type ArrayColumn, columnFor } from './array-rows.js'
import { fromFortran } from './fortran.js'
import { type NpyHeader, readNpyHeader, wrongType } from './npy-header.js'
import { swapInPlace, toNumbers } from './number-type.js'

/** An open array. Close it when done. */
export interface NpyFile {
  path: string
  type: NpyHeader['type']
  descr: string // the type as NumPy writes it
  size: number // bytes of one value
  shape: readonly number[]
  fortran: boolean // parts along the first axis lie apart
  /** Entries `start` to before `start + count` of an axis, of all others everything: little-endian, in C order. */
  bytes(axis: number, start: number, count: number): Promise<Uint8Array>
  close(): Promise<void>
}

/**
 * Opens an array.
 * @throws UserError (exit 3) for a missing, foreign or truncated file
 */
export async function openNpy(path: string): Promise<NpyFile> {
  const bytes = await openBytes(path)
  try {
    return await readNpy(bytes)
  } catch (error) {
    await bytes.close()
    throw error
  }
}

/** The array that some bytes are, which are closed with it. @throws UserError as `openNpy` */
export async function readNpy(bytes: Bytes): Promise<NpyFile> {
  const header = await readNpyHeader(bytes)
  const { path, size: all } = bytes
  const { start, type, descr, size, shape, fortran } = header
  const end = start + product(shape) * size
  if (type !== 'other' && all !== end) {
    const found = `${path} has ${all} bytes; its header, ${type} of (${shape.join(', ')}), says ${end}`
    throw dataError('file-truncated', found, 'write or download the file again')
  }
  return {
    path,
    type,
    descr,
    size,
    shape,
    fortran,
    bytes: (axis, from, count) => readPart(bytes, header, axis, from, count),
    close: () => bytes.close(),
  }
}

/**
 * Numbers of the entries `start` to before `start + count` of an axis, in C order.
 * @throws UserError (exit 3) for what is no number
 */
export async function readNumbers(file: NpyFile, axis: number, start: number, count: number): Promise<Numbers> {
  const { path, type, descr } = file
  if (type === 'U' || type === 'S' || type === 'other') throw wrongType(path, descr)
  return toNumbers(type, await file.bytes(axis, start, count))
}

const BOOLEANS = "'|b1'" // bytes 0 and 1, which are numbers where a row has several

/** Reads in flight at a time: as many as keep the threads that read busy. */
const AT_ONCE = 32

async function readPart(
  bytes: Bytes,
  { start, size, shape, fortran, swapped, type }: NpyHeader,
  axis: number,
  from: number,
  count: number,
): Promise<Uint8Array> {
  // in Fortran order an array lies as its transpose does in C order
  const [axes, at] = fortran ? [shape.toReversed(), shape.length - 1 - axis] : [shape, axis]
  const runs = product(axes.slice(0, at))
  const step = product(axes.slice(at + 1)) * size
  const target = new Uint8Array(runs * count * step)
  if (count === axes[at]) await bytes.fill(target, start)
  else
    for (let first = 0; first < runs; first += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, runs - first) }, (_, i) => first + i)
      await Promise.all(
        some.map((run) => {
          const part = target.subarray(run * count * step, (run + 1) * count * step)
          return bytes.fill(part, start + (run * axes[at]! + from) * step)
        }),
      )
    }
  if (swapped) swapInPlace(target, type === 'U' ? 4 : size)
  if (!fortran || shape.length < 2) return target
  return fromFortran(target, size, shape.with(axis, count))
}

/**
 * Rows of an array, as a column.
 * @param name null: by what the array looks like
 * @throws UserError (exit 3) for types that are not read
 */
export function npyColumn(file: NpyFile, name: string | null): ArrayColumn {
  const { path, type, descr, size, shape } = file
  if (type === 'other') throw wrongType(path, descr)
  const read = (start: number, rows: number) => file.bytes(0, start, rows)
  if (type === 'U' || type === 'S') {
    if (shape.length === 1)
      return {
        name: name ?? 'id',
        type: 'text',
        size,
        read: async (start, rows) => texts(await read(start, rows), type, size),
      }
    throw dataError('npy-shape', `${path} holds strings of the shape (${shape.join(', ')}); expected one a row`)
  }
  const column = columnFor(type, shape.slice(1))
  const own = name ?? column.name
  if (descr === BOOLEANS && column.shape.length === 0) return { name: own, type: 'bool', read }
  return { name: own, type, shape: column.shape, read }
}

/** Strings of a fixed size, filled up with zeros. @param size bytes of one. @returns [rows] */
function texts(bytes: Uint8Array, type: 'U' | 'S', size: number): string[] {
  const points = type === 'U' ? new Uint32Array(bytes.buffer) : bytes
  const width = type === 'U' ? size / 4 : size
  return Array.from({ length: points.length / width }, (_, row) => {
    const own = points.subarray(row * width, (row + 1) * width)
    const end = own.findLastIndex((point) => point !== 0) + 1
    return type === 'U' ? fromPoints(own.subarray(0, end)) : Buffer.from(own.subarray(0, end)).toString('utf8')
  })
}

function fromPoints(points: Iterable<number>): string {
  return Array.from(points, (point) => String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd)).join('')
}
