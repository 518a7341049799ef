/** Rows that probes learn from: their classes numbered without gaps, and a part set aside where there is no holdout. */
import { dataError } from '../errors.js'
import { permutation, seeded } from '../math/random.js'
import type { Vectors } from '../types.js'
import type { TrainingRows } from './problem.js'

/** Rows whose class is known. labels [rows] */
export type Labelled = Vectors & { labels: Int32Array }

/** Class numbers in training, ascending: column c of a probe is class `present[c]`. */
export function presentClasses({ labels }: Labelled): Int32Array {
  return Int32Array.from(new Set(labels)).sort()
}

/** The same rows with classes 0 … C − 1; vectors are not copied. */
export function numbered(rows: Labelled, present: Int32Array): TrainingRows {
  const places = new Map(Array.from(present, (label, place) => [label, place]))
  return { ...rows, labels: rows.labels.map((label) => places.get(label)!), classes: present.length }
}

export interface Split {
  fitted: Int32Array // row numbers, ascending
  aside: Int32Array // row numbers, ascending; about a fifth
}

/**
 * Sets every fifth row aside, going through the classes one after another, each in an order of chance: classes keep their
 * shares, and none loses its only row.
 * @throws UserError (exit 3) when no class has two rows
 */
export function setAside(labels: Int32Array, seed: number, path: string): Split {
  const random = seeded(seed)
  const ofClass = new Map<number, number[]>()
  for (const [row, label] of labels.entries()) {
    const own = ofClass.get(label)
    if (own === undefined) ofClass.set(label, [row])
    else own.push(row)
  }
  const order: number[] = []
  for (const label of [...ofClass.keys()].sort((a, b) => a - b)) {
    const rows = ofClass.get(label)!
    if (rows.length > 1) for (const i of permutation(rows.length, random)) order.push(rows[i]!)
  }
  if (order.length === 0) {
    throw dataError(
      'probe-rows',
      `every class of ${path} has one row; to choose the strength of probes, some class needs two`,
      'give rows to learn from: --train PATH',
    )
  }
  const first = random.below(Math.min(5, order.length))
  const aside = new Set(order.filter((_, i) => i % 5 === first))
  const rows = Int32Array.from(labels.keys())
  return { fitted: rows.filter((row) => !aside.has(row)), aside: rows.filter((row) => aside.has(row)) }
}

/** Some rows, copied. */
export function rowsOf({ width, values, labels }: Labelled, rows: Int32Array): Labelled {
  const chosen = new Float32Array(rows.length * width)
  for (const [i, row] of rows.entries()) chosen.set(values.subarray(row * width, (row + 1) * width), i * width)
  return { rows: rows.length, width, values: chosen, labels: rows.map((row) => labels[row]!) }
}
