/**
 * Weights in a .safetensors file: 8 bytes of header length, a JSON header of types, shapes and offsets, the numbers.
 * Source: huggingface/safetensors, README.
 */
import { open } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'
import { fromHalf } from '../../math/half.js'
import { isObject } from '../json-file.js'

export interface Weights {
  shape: readonly number[]
  values: Float32Array // row-major
}

const HEADER_LIMIT = 100 * 1024 * 1024 // of the format
const BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, F64: 8 }

/** All weights by name. @throws UserError (exit 3) when the file is missing, damaged, or has other types of numbers */
export async function readSafetensors(path: string): Promise<ReadonlyMap<string, Weights>> {
  const bytes = await contents(path)
  const length = bytes.byteLength < 8 ? Number.NaN : Number(bytes.getBigUint64(0, true))
  if (!(length <= Math.min(HEADER_LIMIT, bytes.byteLength - 8)))
    throw damaged(path, `its ${bytes.byteLength} bytes do not hold the header of ${length} bytes that it begins with`)
  const header = headerOf(bytes, length, path)
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__')
  return new Map(entries.map(([name, entry]) => [name, weights(bytes, 8 + length, name, entry, path)]))
}

async function contents(path: string): Promise<DataView> {
  try {
    const file = await open(path)
    try {
      const { buffer, byteOffset, byteLength } = await file.readFile()
      return new DataView(buffer, byteOffset, byteLength)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('weights-missing', `no weights at ${path}`)
    throw dataError('weights-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
}

function headerOf(bytes: DataView, length: number, path: string): Record<string, unknown> {
  const text = new TextDecoder().decode(new Uint8Array(bytes.buffer, bytes.byteOffset + 8, length))
  try {
    const header: unknown = JSON.parse(text)
    if (isObject(header)) return header
  } catch {
    // falls through to the one error below
  }
  throw damaged(path, 'its header is no JSON object')
}

function weights(bytes: DataView, start: number, name: string, entry: unknown, path: string): Weights {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {}
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw damaged(path, `its entry "${name}" has no type, shape and offsets`)
  const size = BYTES[dtype]
  if (size === undefined)
    throw dataError(
      'weights-type',
      `${path}: "${name}" is of type ${dtype}; expected one of ${Object.keys(BYTES).join(', ')}`,
    )
  const count = shape.reduce((product, axis) => product * axis, 1)
  const [from, to] = [offsets[0]!, offsets[1]!]
  if (to - from !== count * size || start + to > bytes.byteLength)
    throw damaged(
      path,
      `"${name}" of ${shape.join(' × ')} ${dtype} stands at ${from} to ${to} of ${bytes.byteLength} bytes`,
    )
  return {
    shape,
    values: numbers(new DataView(bytes.buffer, bytes.byteOffset + start + from, to - from), dtype, count),
  }
}

function numbers(view: DataView, dtype: string, count: number): Float32Array {
  if (dtype === 'F16') return fromHalf(Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true)))
  const values = new Float32Array(count)
  if (dtype === 'F32') for (let i = 0; i < count; i++) values[i] = view.getFloat32(4 * i, true)
  if (dtype === 'F64') for (let i = 0; i < count; i++) values[i] = view.getFloat64(8 * i, true)
  if (dtype === 'BF16') {
    const bits = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true) << 16) // upper half of a float32
    values.set(new Float32Array(bits.buffer))
  }
  return values
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0)
}

function damaged(path: string, what: string): Error {
  return dataError('weights-damaged', `${path} is damaged: ${what}`, 'copy or download it again')
}
