/** Which rows of which classes the trials of `few-shot` learn from. */
import { permutation, seeded } from '../math/random.js'

/** The rows of a class, ascending. */
export interface ClassRows {
  label: number
  rows: Int32Array
}

/** What one trial learns from. */
export interface Draw {
  shots: number
  classes: Int32Array // class numbers, ascending [K]
  rows: Int32Array // row numbers, class by class [K × shots]
}

/** How to draw. */
export interface DrawPlan {
  shots: readonly number[]
  ways: number | null // null: all classes that have the rows
  trials: number
  seed: number
}

/** Rows by class, ascending. @param labels class numbers. [n] */
export function rowsOfClasses(labels: Int32Array): ClassRows[] {
  const rows = new Map<number, number[]>()
  for (const [row, label] of labels.entries()) {
    const own = rows.get(label)
    if (own === undefined) rows.set(label, [row])
    else own.push(row)
  }
  return [...rows]
    .map(([label, own]) => ({ label, rows: Int32Array.from(own) }))
    .toSorted((one, other) => one.label - other.label)
}

/**
 * A draw for every shot count and trial. Every trial has a seed of its own, which the seed of the plan decides, and orders the classes and
 * the rows of each by chance; n shots are the first n rows. So what is drawn does not depend on which other shot counts and
 * how many trials are asked for, and is the same for all models of the same data.
 * @param isAsked whether a class has queries when n of its rows are learnt from; only such classes are drawn for `ways`
 * @returns one list of trials for each shot count [shots][trials]
 */
export function drawTrials(
  classes: readonly ClassRows[],
  isAsked: (own: ClassRows, n: number) => boolean,
  { shots, ways, trials, seed }: DrawPlan,
): Draw[][] {
  const draws: Draw[][] = shots.map(() => [])
  const seeds = seeded(seed)
  for (let trial = 0; trial < trials; trial++) {
    const random = seeded(seeds.below(2 ** 31 - 1))
    const order = permutation(classes.length, random)
    const shuffled = classes.map(({ rows }) => permutation(rows.length, random).map((i) => rows[i]!))
    for (const [i, n] of shots.entries()) {
      const fitting = order.filter((c) => classes[c]!.rows.length >= n)
      const drawn = ways === null ? fitting : fitting.filter((c) => isAsked(classes[c]!, n)).subarray(0, ways)
      const chosen = drawn.toSorted()
      const rows = new Int32Array(chosen.length * n)
      for (const [k, c] of chosen.entries()) rows.set(shuffled[c]!.subarray(0, n), k * n)
      draws[i]!.push({ shots: n, classes: chosen.map((c) => classes[c]!.label), rows })
    }
  }
  return draws
}
