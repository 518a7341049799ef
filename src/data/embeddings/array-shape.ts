/** What the axes of an array of logits are. */
import { dataError, usageError } from '../../errors.js'
import type { Dims } from '../../types.js'
import type { NpyFile } from '../arrays/npy.js'

export interface ArrayOptions {
  dims: Dims | null // of the heads
  layout: 'gbc' | 'bgc' | null // axes of logits: heads first (null as well) or rows first
}

export interface ArrayShape {
  rows: number // N
  heads: Dims // [G]
  classes: number // C
  layout: 'gbc' | 'bgc'
}

/** @throws UserError for other shapes (exit 3), and for dims that do not fit the heads (exit 2) */
export function arrayShape({ path, shape }: NpyFile, { dims, layout }: ArrayOptions): ArrayShape {
  const text = `(${shape.join(', ')})`
  if (shape.includes(0)) throw dataError('no-rows', `${path} has the shape ${text}; expected at least one row`)
  if (shape.length !== 3)
    throw dataError('npy-shape', `${path} has the shape ${text}; expected logits of [heads, rows, classes]`)
  const [first, second, classes] = shape as [number, number, number]
  const [count, rows] = layout === 'bgc' ? [second, first] : [first, second]
  if (dims === null)
    throw usageError('model-dims-missing', `${path} has ${count} heads, but not their dims`, '--model-dims 8,16,32')
  if (dims.length !== count) {
    const found = `--model-dims has ${dims.length} dims; ${path} of ${text} has ${count} heads`
    const other = layout === null && dims.length === second ? ['--logits-layout bgc'] : []
    throw usageError('model-dims', found, ...other)
  }
  return { rows, heads: dims, classes, layout: layout ?? 'gbc' }
}
