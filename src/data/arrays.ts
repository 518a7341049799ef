/**
 * `.npy` arrays as tables: logits or softmax values of heads, [G, N, C] as MRL's reference code saves them or
 * [N, G, C], or embeddings [N, D]. Labels come from an array of their own.
 */
import { dataError } from '../errors.js'
import { interleaved, keptScores } from '../math/head-scores.js'
import type { EncodedBatch } from '../types.js'
import { readArrayLabels } from './array-labels.js'
import { type ArrayOptions, type ArrayShape, arrayShape } from './array-shape.js'
import { stem } from './dataset.js'
import { asLogits, type ForeignTable, kindOf, type LogitsKind } from './logits-kind.js'
import { type NpyFile, openNpy } from './npy.js'

const BATCH_VALUES = 2 ** 22 // 16 MiB of float32

/** True for a file name that says it is an array. */
export function isArray(path: string): boolean {
  return path.toLowerCase().endsWith('.npy')
}

/**
 * @param labels path of a .npy array [N] or [N, 1] of class numbers; −1 is an unknown class
 * @throws UserError for arrays of other shapes (exit 3), dims that do not fit the heads (exit 2) and labels that fit
 * neither the rows nor the classes (exit 3)
 */
export async function openArrays(path: string, labels: string, options: ArrayOptions): Promise<ForeignTable> {
  const file = await openNpy(path)
  try {
    if (!file.type.startsWith('f'))
      throw dataError('npy-type', `${path} holds integers (${file.type}); expected floats of logits or embeddings`)
    const shape = arrayShape(file, options)
    const { rows, width, heads, classes } = shape
    const known = await readArrayLabels(labels, rows, path)
    const beyond = classes === 0 ? -1 : known.findIndex((label) => label >= classes)
    if (beyond !== -1)
      throw dataError(
        'label-range',
        `${labels}: row ${beyond} has label ${known[beyond]}; ${path} has ${classes} classes`,
      )
    const first = await readValues(file, shape, 0, Math.min(rows, batchRows(shape)))
    const kind = heads.length > 0 ? kindOf(first, classes) : null
    return {
      path,
      name: stem(path),
      rows,
      width,
      dims: options.dims,
      headDims: heads,
      logits: classes,
      labelled: true,
      classes: null,
      provenance: null,
      logitsKind: kind,
      batches: () => batches(path, shape, known, kind),
    }
  } finally {
    await file.close()
  }
}

/** So many rows that a batch stays small, whatever the heads and classes. */
function batchRows({ heads, classes, width }: ArrayShape): number {
  return Math.max(1, Math.min(1024, Math.floor(BATCH_VALUES / (heads.length * classes || width))))
}

async function* batches(
  path: string,
  shape: ArrayShape,
  labels: Int32Array,
  kind: LogitsKind | null,
): AsyncGenerator<EncodedBatch> {
  const file = await openNpy(path)
  try {
    const size = batchRows(shape)
    for (let start = 0; start < shape.rows; start += size) {
      const rows = Math.min(size, shape.rows - start)
      const values = await readValues(file, shape, start, rows)
      const own = labels.slice(start, start + rows)
      const ids = Array.from(own, (_, row) => String(start + row))
      yield { start, rows, ids, labels: own, ...scored(values, shape, own, kind, path, start) }
    }
  } finally {
    await file.close()
  }
}

function scored(
  values: Float32Array,
  { heads, classes, width }: ArrayShape,
  labels: Int32Array,
  kind: LogitsKind | null,
  path: string,
  firstRow: number,
): Pick<EncodedBatch, 'vectors' | 'heads'> {
  if (kind === null) {
    const bad = values.findIndex((value) => !Number.isFinite(value))
    if (bad === -1) return { vectors: values, heads: null }
    const [row, position] = [firstRow + Math.floor(bad / width), bad % width]
    throw dataError(
      'bad-row',
      `${path}: row ${row} has ${values[bad]} at position ${position}; expected finite numbers`,
    )
  }
  const logits = asLogits(values, classes, kind, { path, dims: heads, firstRow })
  return { vectors: null, heads: keptScores(labels, heads.length, logits) }
}

/** Rows of an array. @returns [rows × G × C], or [rows × D] */
async function readValues(
  file: NpyFile,
  { rows: all, heads, classes, width, layout }: ArrayShape,
  start: number,
  rows: number,
): Promise<Float32Array> {
  if (layout === 'bgc') {
    const size = heads.length * classes || width
    return asFloat32(await file.read(start * size, rows * size))
  }
  const parts: Float32Array[] = []
  for (const g of heads.keys()) parts.push(asFloat32(await file.read((g * all + start) * classes, rows * classes)))
  return interleaved(parts, rows)
}

function asFloat32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values)
}
