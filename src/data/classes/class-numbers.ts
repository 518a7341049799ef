/** Class names or numbers as files and people write them → class numbers of a table. */
import { dataError } from '../../errors.js'
import type { ClassFile, NamedClass } from './class-files.js'

/** The classes that a table has. */
export interface KnownClasses {
  path: string
  classes: readonly string[] | null // names; null: it has none
  count: number | null // C; null: the table does not tell
}

/**
 * The number of every class in the file, in its order. What is a name is read as a name, also when it looks like a
 * number; other digits are class numbers.
 * @throws UserError (exit 3) for classes that the table does not have, names that two classes have, and repeated classes
 */
export function classNumbers(file: ClassFile, known: KnownClasses): Int32Array {
  const byName = namesOf(known.classes)
  const found = file.classes.map((named) => numberOf(named, byName, file, known))
  const missing = file.classes.filter((_, i) => found[i] === null)
  if (missing.length > 0) throw unknownClasses(missing, file, known)
  const numbers = Int32Array.from(found as number[])
  const first = new Map<number, NamedClass>()
  for (const [i, number] of numbers.entries()) {
    const [earlier, named] = [first.get(number), file.classes[i]!]
    if (earlier !== undefined) {
      throw dataError(
        'class-twice',
        `${file.path} has class "${named.text}" twice: in ${earlier.place} and ${named.place}; expected each once`,
      )
    }
    first.set(number, named)
  }
  return numbers
}

function namesOf(classes: readonly string[] | null): ReadonlyMap<string, number[]> {
  const byName = new Map<string, number[]>()
  for (const [number, name] of (classes ?? []).entries()) byName.set(name, [...(byName.get(name) ?? []), number])
  return byName
}

function numberOf(
  { text, place }: NamedClass,
  byName: ReadonlyMap<string, number[]>,
  { path }: ClassFile,
  { path: data, count }: KnownClasses,
): number | null {
  const named = byName.get(text)
  if (named !== undefined && named.length > 1) {
    throw dataError(
      'class-ambiguous',
      `${path}, ${place}: "${text}" is the name of the classes ${named.join(' and ')} of ${data}`,
      'give the number of the class',
    )
  }
  if (named !== undefined) return named[0]!
  if (!/^\d+$/.test(text)) return null
  const number = Number(text)
  return number < (count ?? 2 ** 31) ? number : null
}

function unknownClasses(
  missing: readonly NamedClass[],
  file: ClassFile,
  { path, classes, count }: KnownClasses,
): Error {
  const named = missing.slice(0, 3).map(({ text, place }) => `"${text}" (${place})`)
  const examples = [...named, ...(missing.length > named.length ? ['…'] : [])].join(', ')
  const [some, of] = [missing.length, file.classes.length]
  const have =
    classes === null
      ? `which has no class names${count === null ? '' : `, only the numbers 0 to ${count - 1}`}`
      : `which has ${classes.length} classes, the first called "${classes[0]}"`
  return dataError(
    'class-unknown',
    `${file.path}: ${some} of its ${of} classes are not in ${path}, ${have}: ${examples}`,
    'write class names as the data has them, or class numbers from 0',
  )
}
