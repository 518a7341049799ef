/** By what the points of a map are told apart: their classes, or the superclasses of these. */
import type { SuperclassFile } from '../../data/classes/class-files.js'
import { classNumbers } from '../../data/classes/class-numbers.js'
import { type EmbeddingTable, UNKNOWN } from '../../types.js'

/** @returns the name for a class; null for rows without one. @throws UserError (exit 3) for classes that the table does not have */
export function groupNames(
  table: EmbeddingTable,
  superclasses: SuperclassFile | null,
): (label: number) => string | null {
  const { path, classes } = table
  if (superclasses === null) return (label) => (label === UNKNOWN ? null : (classes?.[label] ?? String(label)))
  const numbers = classNumbers(superclasses, { path, classes, count: classes?.length ?? null })
  const names = new Map(superclasses.classes.map(({ superclass }, i) => [numbers[i]!, superclass]))
  return (label) => names.get(label) ?? null
}
