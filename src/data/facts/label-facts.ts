/** How many rows each class has. */
import { UNKNOWN } from '../../types.js'

export interface LabelFacts {
  known: number // rows
  unknown: number // rows
  classes: readonly { label: number; name: string | null; rows: number }[] // those that occur, most rows first
  absent: number // declared classes without rows
}

export interface LabelCounter {
  add(labels: Int32Array): void
  counts(): ReadonlyMap<number, number> // rows by label, UNKNOWN too
  facts(): LabelFacts
}

/** @param names of the classes, or null. Numbers beyond them are counted, too */
export function openLabelCounter(names: readonly string[] | null): LabelCounter {
  const counts = new Map<number, number>()
  return {
    add(labels) {
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
    },
    counts: () => counts,
    facts: () => factsOf(counts, names),
  }
}

function factsOf(counts: ReadonlyMap<number, number>, names: readonly string[] | null): LabelFacts {
  const classes = [...counts]
    .filter(([label]) => label !== UNKNOWN)
    .map(([label, rows]) => ({ label, name: names?.[label] ?? null, rows }))
  return {
    known: classes.reduce((sum, { rows }) => sum + rows, 0),
    unknown: counts.get(UNKNOWN) ?? 0,
    classes: classes.toSorted((a, b) => b.rows - a.rows || a.label - b.label),
    absent: Math.max(0, (names?.length ?? 0) - classes.length),
  }
}
