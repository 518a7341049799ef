/**
 * Whether a model's first numbers are worth more than any others of it. Of a nested model they are worth far more; of others about
 * as much; if they are worth far less, then the numbers stand in another order than they should, or the model is not nested.
 */
import { dot } from '../math/dot.js'
import { permutation, seeded } from '../math/random.js'
import { wilson } from '../metrics/intervals.js'
import type { Dims, Notice } from '../types.js'
import type { LabelledVectors } from './rows.js'

/** How many of each side are looked at, and at how many of the smallest dims. */
const DATABASE_ROWS = 4096
const QUERIES = 512
const DIMS = 2

/** Above it a look takes long, and any numbers say much the same. */
const LARGEST_DIM = 128

/** Draws of d numbers by chance, each of all of which must be better. */
const DRAWS = 5

/** At which dims is looked, and what chance depends on. */
export interface NestedCheck {
  dims: Dims
  seed: number
}

/** Looks at a search from beside it. */
export interface NestedWatch {
  add(batch: LabelledVectors): void // rows of the database, as they go by
  notices(queries: LabelledVectors): Notice[]
}

/** @param check null: nothing is looked at */
export function openNestedWatch(
  { rows, width }: { rows: number; width: number },
  name: string,
  oneFile: boolean,
  check: NestedCheck | null,
): NestedWatch {
  if (check === null) return { add: () => {}, notices: () => [] }
  const { add, sample } = openSampler(rows, width, check.seed)
  return { add, notices: (queries) => nestedNotice(sample(), queries, check.dims, { name, oneFile, seed: check.seed }) }
}

/** Some of the rows that go by: one of every few, by chance, as classes may take turns. */
export interface Sampler {
  add(batch: LabelledVectors): void
  sample(): LabelledVectors
}

/** @param rows at most how many will go by */
export function openSampler(rows: number, width: number, seed: number): Sampler {
  const step = Math.max(1, Math.ceil(rows / DATABASE_ROWS))
  const random = seeded(seed)
  const values = new Float32Array(Math.ceil(rows / step) * width)
  const labels = new Int32Array(Math.ceil(rows / step))
  let [seen, kept] = [0, 0]
  let next = random.below(step) // the row that is kept of this step
  return {
    add(batch) {
      for (; next < seen + batch.rows; next = kept * step + random.below(step)) {
        const row = next - seen
        values.set(batch.values.subarray(row * width, (row + 1) * width), kept * width)
        labels[kept++] = batch.labels[row]!
      }
      seen += batch.rows
    },
    sample: () => ({ rows: kept, width, values: values.subarray(0, kept * width), labels: labels.subarray(0, kept) }),
  }
}

/**
 * A notice when 1-NN accuracy (cosine) of the first d numbers lies, with its 95 % interval, below that of each of five draws of d
 * numbers by chance, at one of the two smallest dims below the full width, and up to 128.
 * @param oneFile the queries are the rows of the database: half of the sample, by chance, is searched for in the other half
 */
export function nestedNotice(
  database: LabelledVectors,
  queries: LabelledVectors,
  dims: Dims,
  { name, oneFile, seed }: { name: string; oneFile: boolean; seed: number },
): Notice[] {
  const { width } = database
  const small = dims.filter((dim) => dim < width && dim <= LARGEST_DIM).slice(0, DIMS)
  const order = permutation(oneFile ? database.rows : queries.rows, seeded(seed))
  const half = database.rows >> 1
  const [rows, asked] = oneFile
    ? [pick(database, order.subarray(half)), pick(database, order.subarray(0, Math.min(half, QUERIES)))]
    : [database, pick(queries, order.subarray(0, QUERIES))]
  if (small.length === 0 || rows.rows === 0 || asked.rows === 0) return []
  const first = Int32Array.from({ length: width }, (_, j) => j)
  const draws = Array.from({ length: DRAWS }, (_, i) => permutation(width, seeded(seed + i)))
  for (const dim of small) {
    const own = hits(rows, asked, first.subarray(0, dim))
    const most = wilson(own, asked.rows)![1]
    let least = asked.rows
    for (const columns of draws) {
      least = Math.min(least, hits(rows, asked, columns.subarray(0, dim)))
      if (most >= least / asked.rows) break // one that is no better is enough
    }
    if (most >= least / asked.rows) continue
    const [here, there] = [own, least].map((count) => `${((100 * count) / asked.rows).toFixed(1)} %`)
    const message = `${name}: the first ${dim} numbers find the class of ${here} of ${asked.rows} queries; ${dim} of its ${width} numbers drawn by chance that of ${there} or more: this model is not nested, or its numbers are not in its order`
    return [{ code: 'not-nested', message }]
  }
  return []
}

/** How many queries have the class of their nearest row, by cosine of the numbers in `columns`. */
function hits(database: LabelledVectors, queries: LabelledVectors, columns: Int32Array): number {
  const d = columns.length
  const rows = unit(database, columns)
  const asked = unit(queries, columns)
  let found = 0
  for (let q = 0; q < queries.rows; q++) {
    let [best, nearest] = [Number.NEGATIVE_INFINITY, 0]
    for (let row = 0; row < database.rows; row++) {
      const score = dot(asked, q * d, rows, row * d, d)
      if (score > best) [best, nearest] = [score, row]
    }
    if (database.labels[nearest] === queries.labels[q]) found++
  }
  return found
}

/** Some columns, normalized. [rows × columns] */
function unit({ values, width, rows }: LabelledVectors, columns: Int32Array): Float32Array {
  const d = columns.length
  const packed = new Float32Array(rows * d)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < d; j++) packed[row * d + j] = values[row * width + columns[j]!]!
    const norm = Math.sqrt(dot(packed, row * d, packed, row * d, d))
    if (norm > 0) for (let j = 0; j < d; j++) packed[row * d + j]! /= norm
  }
  return packed
}

function pick({ values, width, labels }: LabelledVectors, rows: Int32Array): LabelledVectors {
  const taken = new Float32Array(rows.length * width)
  for (const [i, row] of rows.entries()) taken.set(values.subarray(row * width, (row + 1) * width), i * width)
  return { rows: rows.length, width, values: taken, labels: rows.map((row) => labels[row]!) }
}
