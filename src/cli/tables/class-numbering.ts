/** One numbering of class names for all tables that are held against each other. */
import { dataError } from '../../errors.js'
import { type EmbeddingTable, type EncodedBatch, type Notice, UNKNOWN } from '../../types.js'

export interface ClassNumbering {
  /**
   * The table with its labels in the numbering of the first table that names its classes. Names that only a later one has
   * get the numbers after those. Labels of a table without names are taken as numbers in it.
   * @param scored its heads are scored, which know classes by number alone
   * @throws UserError (exit 3) when names differ and the heads are scored
   */
  align(table: EmbeddingTable, scored: boolean): EmbeddingTable
}

/** @param warn told once of each table without names, and once of one that has more classes than there are names */
export function openNumbering(warn: (notice: Notice) => void): ClassNumbering {
  let first: { path: string; classes: readonly string[] } | null = null
  const warned = new Set<string>()
  const check = (table: EmbeddingTable, { labels }: EncodedBatch) => {
    if (first === null) return
    const { path, classes } = first
    const beyond = labels.find((label) => label >= classes.length)
    const key = JSON.stringify([table.path, beyond === undefined])
    if (warned.has(key)) return
    warned.add(key)
    const found =
      beyond === undefined
        ? `${table.path} has class numbers without names; taken as places in the list of ${path}, where 0 is "${classes[0]}"`
        : `${table.path} has label ${beyond} and no names for its classes; ${path} names ${classes.length}, from 0`
    warn({ code: 'labels-unnamed', message: found })
  }
  return {
    align(table, scored) {
      if (!table.labelled) return table
      if (table.classes === null) return mapped(table, null, (batch) => check(table, batch))
      if (first === null) {
        first = { path: table.path, classes: table.classes }
        return table
      }
      const places = placesIn(first.classes, table.classes)
      const isSame = places.every((place, i) => place === i)
      if (scored && table.headDims.length > 0 && !isSame) throw classesDiffer(first, table.path, table.classes)
      const added = table.classes.filter((_, i) => places[i] === -1)
      const known = first.classes.length
      first = { ...first, classes: [...first.classes, ...added] }
      let next = known
      const numbers = Int32Array.from(places, (place) => (place === -1 ? next++ : place))
      return { ...mapped(table, isSame ? null : numbers, () => {}), classes: first.classes }
    },
  }
}

/** Where each name of `theirs` stands in `ours`, −1 where it does not; equal names are taken in their order. */
export function placesIn(ours: readonly string[], theirs: readonly string[]): Int32Array {
  const places = new Map<string, number[]>()
  for (const [place, name] of ours.entries()) {
    const known = places.get(name)
    if (known === undefined) places.set(name, [place])
    else known.push(place)
  }
  const seen = new Map<string, number>()
  return Int32Array.from(theirs, (name) => {
    const turn = seen.get(name) ?? 0
    seen.set(name, turn + 1)
    return places.get(name)?.[turn] ?? -1
  })
}

/** Labels by their new numbers. @param numbers by old number; null: as they are */
export function renumbered(labels: Int32Array, numbers: Int32Array | null): Int32Array {
  return numbers === null ? labels : labels.map((label) => (label === UNKNOWN ? UNKNOWN : (numbers[label] ?? label)))
}

/** The error for names that do not go with heads or with each other. */
export function classesDiffer(
  one: { path: string; classes: readonly string[] },
  path: string,
  classes: readonly string[],
): Error {
  const places = placesIn(one.classes, classes)
  const missing = classes.filter((_, i) => places[i] === -1)
  const at = classes.findIndex((name, i) => name !== one.classes[i])
  const found =
    missing.length > 0
      ? `${missing.length} of the ${classes.length} classes of ${path} are not in ${one.path}: ${shown(missing)}; it has ${shown(one.classes)}`
      : `class ${at} is "${classes[at]}" in ${path} and "${one.classes[at]}" in ${one.path}`
  return dataError('classes-differ', `${found}; expected the same classes`)
}

const SHOWN = 5

function shown(names: readonly string[]): string {
  const some = names.slice(0, SHOWN).map((name) => `"${name}"`)
  return names.length > SHOWN ? `${some.join(', ')} and ${names.length - SHOWN} more` : some.join(', ')
}

function mapped(
  table: EmbeddingTable,
  numbers: Int32Array | null,
  look: (batch: EncodedBatch) => void,
): EmbeddingTable {
  return {
    ...table,
    async *batches() {
      for await (const batch of table.batches()) {
        look(batch)
        yield numbers === null ? batch : { ...batch, labels: renumbered(batch.labels, numbers) }
      }
    },
  }
}
