/** Superclasses of a table's classes, and what is measured of all rows by them. */
import { share } from '../metrics/share.js'
import { rightSuperclass, type SuperclassOf } from '../metrics/superclass.js'
import { type MetricValue, UNKNOWN } from '../types.js'

export interface Superclasses {
  names: readonly string[] // in order of first appearance
  of: SuperclassOf
  members: readonly Int32Array[] // class numbers of each superclass, ascending
}

/**
 * @param classes class numbers, each once
 * @param superclasses the superclass of each of them
 */
export function superclassesOf(classes: Int32Array, superclasses: readonly string[]): Superclasses {
  const names = [...new Set(superclasses)]
  const place = new Map(names.map((name, i) => [name, i]))
  const of = new Map(Array.from(classes, (label, i) => [label, place.get(superclasses[i]!)!]))
  const members = names.map((name) => classes.filter((_, i) => superclasses[i] === name).sort())
  return { names, of, members }
}

/**
 * `superclass` over all labelled rows, and `superclass.listed` over those whose class has one.
 * @param predicted [n]
 * @param labels [n]
 */
export function superclassMetrics(
  predicted: Int32Array,
  labels: Int32Array,
  { of }: Superclasses,
): Readonly<Record<string, MetricValue>> {
  const right = rightSuperclass(predicted, labels, of)
  const over = (rows: Uint8Array) =>
    share(right.filter((_, row) => rows[row] === 1).reduce(add, 0), rows.reduce(add, 0))
  return {
    superclass: over(Uint8Array.from(labels, (label) => (label === UNKNOWN ? 0 : 1))),
    'superclass.listed': over(Uint8Array.from(labels, (label) => (of.has(label) ? 1 : 0))),
  }
}

function add(sum: number, value: number): number {
  return sum + value
}
