/**
 * `.npy` arrays of logits or softmax values of heads, [G, N, C] as MRL's reference code saves them, or [N, G, C]. Labels
 * come from an array of their own.
 */
import { dataError } from '../../errors.js'
import { interleaved, keptScores } from '../../math/head-scores.js'
import type { EncodedBatch } from '../../types.js'
import { type NpyFile, openNpy, readNumbers } from '../arrays/npy.js'
import { stem } from '../dataset.js'
import { readArrayLabels } from './array-labels.js'
import { type ArrayOptions, type ArrayShape, arrayShape } from './array-shape.js'
import { asLogits, type ForeignTable, kindOf, type LogitsKind } from './logits-kind.js'

const BATCH_VALUES = 2 ** 22 // 16 MiB of float32

/** True for a file name that says it is an array. */
export function isArray(path: string): boolean {
  return path.toLowerCase().endsWith('.npy')
}

/** True for an array of floats with three axes. @throws UserError (exit 3) when an array cannot be read */
export async function isLogitsArray(path: string): Promise<boolean> {
  if (!isArray(path)) return false
  const { shape, type, close } = await openNpy(path)
  await close()
  return shape.length === 3 && type.startsWith('f')
}

/**
 * @param labels path of class numbers, one a row; −1 is an unknown class
 * @throws UserError for arrays of other shapes (exit 3), dims that do not fit the heads (exit 2) and labels that fit
 * neither the rows nor the classes (exit 3)
 */
export async function openArrays(path: string, labels: string, options: ArrayOptions): Promise<ForeignTable> {
  const file = await openNpy(path)
  try {
    if (!file.type.startsWith('f'))
      throw dataError('npy-type', `${path} holds no floats (${file.type}); expected logits`)
    const shape = arrayShape(file, options)
    const { rows, heads, classes } = shape
    const { labels: known, classes: names } = await readArrayLabels(labels, rows, path)
    if (names !== null && names.length !== classes)
      throw dataError('label-range', `${labels} has labels of ${names.length} classes; ${path} has ${classes}`)
    const beyond = known.findIndex((label) => label >= classes)
    if (beyond !== -1)
      throw dataError(
        'label-range',
        `${labels}: row ${beyond} has label ${known[beyond]}; ${path} has ${classes} classes`,
      )
    const kind = kindOf(await readValues(file, shape, 0, Math.min(rows, batchRows(shape))), classes)
    return {
      path,
      name: stem(path),
      rows,
      width: 0,
      dims: options.dims,
      headDims: heads,
      logits: classes,
      labelled: true,
      classes: names,
      provenance: null,
      logitsKind: kind,
      batches: () => batches(path, shape, known, kind),
    }
  } finally {
    await file.close()
  }
}

/** So many rows that a batch stays small, whatever the heads and classes. */
function batchRows({ heads, classes }: ArrayShape): number {
  return Math.max(1, Math.min(1024, Math.floor(BATCH_VALUES / (heads.length * classes))))
}

async function* batches(
  path: string,
  shape: ArrayShape,
  labels: Int32Array,
  kind: LogitsKind,
): AsyncGenerator<EncodedBatch> {
  const { heads, classes } = shape
  const file = await openNpy(path)
  try {
    const size = batchRows(shape)
    for (let start = 0; start < shape.rows; start += size) {
      const rows = Math.min(size, shape.rows - start)
      const values = await readValues(file, shape, start, rows)
      const own = labels.slice(start, start + rows)
      const ids = Array.from(own, (_, row) => String(start + row))
      const logits = asLogits(values, classes, kind, { path, dims: heads, firstRow: start })
      yield { start, rows, ids, labels: own, vectors: null, heads: keptScores(own, heads.length, logits) }
    }
  } finally {
    await file.close()
  }
}

/** Rows of an array. @returns [rows × G × C] */
async function readValues(
  file: NpyFile,
  { heads, classes, layout }: ArrayShape,
  start: number,
  rows: number,
): Promise<Float32Array> {
  const read = await readNumbers(file, layout === 'bgc' ? 0 : 1, start, rows)
  const values = read instanceof Float32Array ? read : Float32Array.from(read)
  if (layout === 'bgc') return values
  const parts = heads.map((_, g) => values.subarray(g * rows * classes, (g + 1) * rows * classes))
  return interleaved(parts, rows)
}
