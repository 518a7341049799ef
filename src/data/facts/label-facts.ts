/** How many rows each class has. */
import { UNKNOWN } from '../../types.js'

export interface LabelFacts {
  known: number // rows
  unknown: number // rows
  classes: readonly { label: number; name: string | null; rows: number }[] // those that occur, most rows first
  absent: number // declared classes without rows
}

/**
 * @param counts rows by label
 * @param names of the classes, or null
 */
export function labelFacts(counts: ReadonlyMap<number, number>, names: readonly string[] | null): LabelFacts {
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
