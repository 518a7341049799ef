/** A model and data of which every result can be worked out by hand. */
import { join } from 'node:path'
import { ints, texts, vectors, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'

export interface World {
  folder: string
  model: string // D = 4, three classes, heads at 2 and 4; see nestedModel
  database: string
  queries: string
  path(name: string): string
}

/**
 * Nearest rows by cosine. At d = 2: a → 0 (right), b → 1, a tie with 3 that goes to the lower row (wrong), c → 2 (right),
 * d → 0 (wrong). At d = 4: a → 0, b → 3, c → 2, d → 5, all right.
 * Heads: at d = 2 the logits are (x0, x1, 0): a right, b, c and d wrong; at d = 4 (x0 + x3, x1, x2): a and b right.
 */
export const DATABASE = [
  { x: [1, 0, 0, 0], label: 0 },
  { x: [0, 1, 0, 0], label: 1 },
  { x: [1, 1, 3, 0], label: 2 },
  { x: [0, 1, 0, 3], label: 0 },
  { x: [-1, 0, 1, 1], label: 1 },
  { x: [1, 0.1, 0, 5], label: 2 },
]
export const QUERIES = [
  { x: [1, 0.02, 0, 0], label: 0 },
  { x: [0, 1, 0, 2], label: 0 },
  { x: [1, 1, 1, 0], label: 2 },
  { x: [1, 0, 0, 4], label: 2 },
]

type Row = { x: readonly number[]; label: number | null }

export function writeRows(path: string, rows: readonly Row[], column = 'x', recordRows = 2): string {
  return writeArrow(
    path,
    {
      id: texts(rows.map((_, i) => `row ${i}`)),
      [column]: vectors(rows.map(({ x }) => x)),
      label: ints(rows.map(({ label }) => label)),
    },
    { recordRows },
  )
}

export function world(): World {
  const folder = temporaryFolder()
  const path = (name: string) => join(folder, name)
  return {
    folder,
    path,
    model: writeModel(path('model.onnx'), { width: 4, classes: 3, dims: [2, 4] }),
    database: writeRows(path('database.arrow'), DATABASE),
    queries: writeRows(path('queries.arrow'), QUERIES),
  }
}
