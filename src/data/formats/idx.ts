/**
 * IDX files of the MNIST family, also gzipped: images [N, H, W], and labels [N]. Beside `…-images-idx3-ubyte` the labels
 * in `…-labels-idx1-ubyte` are read as well. Format: http://yann.lecun.com/exdb/mnist/
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { dataError } from '../../errors.js'
import { product } from '../../math/product.js'
import { type ArrayColumn, arrayRows, columnFor } from '../arrays/array-rows.js'
import { NUMBERS, type NumberType, swapInPlace } from '../arrays/number-type.js'
import { type Bytes, openBytes, readBytes, unpacked } from '../files/bytes.js'
import { gunzipped, isGzip, MOST_SHRUNK } from '../files/gzip.js'
import { requireNoPart, type Source } from '../files/source.js'
import type { Format } from './format.js'

/** By the third byte of the file. */
const TYPES: ReadonlyMap<number, NumberType> = new Map([
  [0x08, 'u1'],
  [0x09, 'i1'],
  [0x0b, 'i2'],
  [0x0c, 'i4'],
  [0x0d, 'f4'],
  [0x0e, 'f8'],
])

const NAME = /[-.]idx\d-[a-z]+\d*(\.gz)?$|\.idx(\.gz)?$/i
const IMAGES = /^(.*)images([-.])idx3(-ubyte)(\.gz)?$/

interface IdxArray {
  bytes: Bytes
  start: number // byte of the first value
  type: NumberType
  shape: readonly number[]
}

export const idx: Format = {
  id: 'idx',
  name: 'IDX (MNIST), also gzipped',
  matches: (source) => source.kind === 'file' && (NAME.test(source.path) || looksLikeIdx(source)),
  async open(source) {
    requireNoPart(source)
    const { path } = source
    const labels = await labelsBeside(path)
    const arrays: IdxArray[] = []
    const close = async () => {
      for (const { bytes } of arrays) await bytes.close()
    }
    try {
      for (const place of labels === null ? [path] : [path, labels]) arrays.push(await openIdx(place))
      const rows = arrays[0]!.shape[0]!
      const other = arrays.find(({ shape }) => shape[0] !== rows)
      if (other !== undefined)
        throw dataError('label-rows', `${labels} has ${other.shape[0]} labels; ${path} has ${rows} images`)
      return arrayRows({ path, rows, columns: arrays.map(columnOf), close })
    } catch (error) {
      await close()
      throw error
    }
  },
  async files({ path }) {
    const labels = await labelsBeside(path)
    return labels === null ? [path] : [path, labels]
  },
}

/** Two zeros, a type and a number of axes whose sizes fit the file. */
function looksLikeIdx({ head, size }: Source): boolean {
  const header = headerOf(head)
  return header !== null && header.start + valueBytes(header) === size
}

function headerOf(head: Uint8Array): Omit<IdxArray, 'bytes'> | null {
  const [type, axes] = [TYPES.get(head[2] ?? 0), head[3] ?? 0]
  const start = 4 + 4 * axes
  if (head[0] !== 0 || head[1] !== 0 || type === undefined || axes === 0 || head.length < start) return null
  const view = new DataView(head.buffer, head.byteOffset)
  return { start, type, shape: Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis)) }
}

function valueBytes({ type, shape }: Pick<IdxArray, 'type' | 'shape'>): number {
  return NUMBERS[type].size * product(shape)
}

async function openIdx(path: string): Promise<IdxArray> {
  const file = await openBytes(path)
  try {
    if (isGzip(await readBytes(file, 0, Math.min(2, file.size)))) return await openPacked(file)
    const header = await readHeader(file)
    const end = header.start + valueBytes(header)
    if (file.size !== end) {
      const found = `${path} has ${file.size} bytes; its header, (${header.shape.join(', ')}), says ${end}`
      throw dataError('file-truncated', found, 'write or download the file again')
    }
    return { bytes: file, ...header }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The file itself is closed. */
async function openPacked(file: Bytes): Promise<IdxArray> {
  const { path } = file
  const stream = () => gunzipped(createReadStream(path))
  const header = await readHeader(unpacked(path, null, stream))
  const size = header.start + valueBytes(header)
  if (size > (file.size + 1) * MOST_SHRUNK)
    throw dataError('file-truncated', `${path} cannot unpack from ${file.size} bytes to the ${size} of its header`)
  await file.close()
  return { bytes: unpacked(path, size, stream), ...header }
}

/** @throws UserError (exit 3) for what is no IDX header */
async function readHeader(bytes: Bytes): Promise<Omit<IdxArray, 'bytes'>> {
  const [first, second, type, axes = 0] = await readBytes(bytes, 0, 4)
  const isIdx = first === 0 && second === 0 && TYPES.has(type ?? 0)
  const header = isIdx ? headerOf(await readBytes(bytes, 0, 4 + 4 * axes)) : null
  if (header !== null && !header.shape.slice(1).includes(0)) return header
  throw dataError(
    'not-idx',
    `${bytes.path} is no IDX file; expected two zeros, a type, and the sizes of 1 or more axes`,
  )
}

function columnOf({ bytes, start, type, shape }: IdxArray): ArrayColumn {
  const { name, shape: own } = columnFor(type, shape.slice(1))
  const rowBytes = valueBytes({ type, shape: shape.slice(1) })
  const read = async (first: number, rows: number) =>
    swapInPlace(await readBytes(bytes, start + first * rowBytes, rows * rowBytes), NUMBERS[type].size)
  return { name, type, shape: own, read }
}

/** The labels beside images, packed or not as those are, or else the other way; null: there are none. */
async function labelsBeside(path: string): Promise<string | null> {
  const [, before, dash, after, packed] = IMAGES.exec(basename(path)) ?? []
  if (before === undefined) return null
  const name = join(dirname(path), `${before}labels${dash}idx1${after}`)
  for (const labels of packed === undefined ? [name, `${name}.gz`] : [`${name}.gz`, name]) {
    const entry = await stat(labels).catch(() => null)
    if (entry?.isFile()) return labels
  }
  return null
}
