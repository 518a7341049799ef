/** What the axes of a `.npy` array are. */
import { dataError, usageError } from '../errors.js'
import type { Dims } from '../types.js'
import type { NpyFile } from './npy.js'

export interface ArrayOptions {
  dims: Dims | null // of the heads, or nesting dims of embeddings
  layout: 'gbc' | 'bgc' | null // axes of logits: heads first (null as well) or rows first
}

export interface ArrayShape {
  rows: number // N
  width: number // D; 0 for logits
  heads: Dims // [G]; [] for embeddings
  classes: number // C; 0 for embeddings
  layout: 'gbc' | 'bgc'
}

/** @throws UserError for other shapes (exit 3), and for dims that do not fit the heads or the width (exit 2) */
export function arrayShape({ path, shape }: NpyFile, { dims, layout }: ArrayOptions): ArrayShape {
  const text = `(${shape.join(', ')})`
  if (shape.includes(0)) throw dataError('no-rows', `${path} has the shape ${text}; expected at least one row`)
  if (shape.length === 2) {
    const [rows, width] = shape as [number, number]
    if ((dims?.at(-1) ?? 0) > width)
      throw usageError(
        'dims-above',
        `--model-dims has ${dims!.at(-1)}; the embeddings of ${path} have ${width} dimensions`,
      )
    return { rows, width, heads: [], classes: 0, layout: 'bgc' }
  }
  if (shape.length !== 3) {
    const expected = 'expected logits of [heads, rows, classes] or embeddings of [rows, width]'
    throw dataError('npy-shape', `${path} has the shape ${text}; ${expected}`)
  }
  const [first, second, classes] = shape as [number, number, number]
  const [count, rows] = layout === 'bgc' ? [second, first] : [first, second]
  if (dims === null)
    throw usageError('model-dims-missing', `${path} has ${count} heads, but not their dims`, '--model-dims 8,16,32')
  if (dims.length !== count) {
    const found = `--model-dims has ${dims.length} dims; ${path} of ${text} has ${count} heads`
    const other = layout === null && dims.length === second ? ['--logits-layout bgc'] : []
    throw usageError('model-dims', found, ...other)
  }
  return { rows, width: 0, heads: dims, classes, layout: layout ?? 'gbc' }
}
