/**
 * `.fvecs`, `.ivecs` and `.bvecs` of the TEXMEX corpora: every row its number of dims (int32), then so many float32, int32
 * or uint8. Source: http://corpus-texmex.irisa.fr/
 */
import { dataError } from '../../errors.js'
import type { NumberType } from '../arrays/number-type.js'
import { openVectors, type VectorLayout } from '../arrays/vector-rows.js'
import { type Bytes, readBytes } from '../files/bytes.js'
import { endsWith } from '../files/source.js'
import type { Format } from './format.js'

const TYPES: Readonly<Record<string, NumberType>> = { '.fvecs': 'f4', '.ivecs': 'i4', '.bvecs': 'u1' }

export const vecs: Format = {
  id: 'vecs',
  name: 'TEXMEX vectors (.fvecs, .ivecs, .bvecs)',
  matches: (source) => source.kind === 'file' && endsWith(source, ...Object.keys(TYPES)),
  open: (source) => openVectors(source, TYPES, rowByRow),
}

/** @param size bytes of a number */
async function rowByRow(bytes: Bytes, size: number): Promise<VectorLayout> {
  const { path } = bytes
  const width = dimsAt(await readBytes(bytes, 0, 4), 0)
  const rowBytes = 4 + width * size
  if (width < 1 || rowBytes > bytes.size)
    throw dataError('file-damaged', `${path} begins with a row of ${width} dims; it has ${bytes.size} bytes`)
  if (bytes.size % rowBytes !== 0) {
    const found = `${path} has ${bytes.size} bytes; rows of ${width} dims, as the first one, take ${rowBytes} each`
    throw dataError('file-truncated', found, 'write or download the file again')
  }
  const read = (start: number, rows: number) => readRows(bytes, width, rowBytes, start, rows)
  return { rows: bytes.size / rowBytes, width, read }
}

/** The numbers of some rows, without what stands before each. @throws UserError (exit 3) for a row of other dims */
async function readRows(
  bytes: Bytes,
  width: number,
  rowBytes: number,
  start: number,
  rows: number,
): Promise<Uint8Array> {
  const whole = await readBytes(bytes, start * rowBytes, rows * rowBytes)
  const numbers = new Uint8Array(rows * (rowBytes - 4))
  for (let row = 0; row < rows; row++) {
    const found = dimsAt(whole, row * rowBytes)
    if (found !== width)
      throw dataError(
        'bad-row',
        `${bytes.path}: row ${start + row} has ${found} dims; the rows before it have ${width}`,
      )
    numbers.set(whole.subarray(row * rowBytes + 4, (row + 1) * rowBytes), row * (rowBytes - 4))
  }
  return numbers
}

function dimsAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, true)
}
