/** Files that name classes: subsets (a JSON array, or a class a line) and superclasses (CSV, or a JSON object). */
import { readFile } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'

/** A class as a file writes it. */
export interface NamedClass {
  text: string // its name or number
  place: string // "line 3", "item 2"
}

/** Classes by name or number, at least one. */
export interface ClassFile {
  path: string
  classes: readonly NamedClass[]
}

/** Classes with their superclasses, at least one. */
export interface SuperclassFile {
  path: string
  classes: readonly (NamedClass & { superclass: string })[]
}

/** @throws UserError (exit 3) when the file cannot be read, is empty, or holds something else */
export async function readSubset(path: string): Promise<ClassFile> {
  const text = await readText(path, 'classes')
  const classes = /^\s*[[{"]/.test(text) ? jsonClasses(text, path) : linesOf(text)
  if (classes.length === 0)
    throw dataError('subset-empty', `${path} names no classes; expected a JSON array, or one class a line`)
  return { path, classes }
}

function jsonClasses(text: string, path: string): NamedClass[] {
  const items = parseJson(text, path)
  if (!Array.isArray(items))
    throw dataError('subset-shape', `${path} is JSON, but no array; expected an array of class names or numbers`)
  return items.map((item: unknown, i) => {
    const place = `item ${i}`
    if (typeof item === 'string' || Number.isInteger(item)) return { text: String(item), place }
    throw dataError('subset-shape', `${path}, ${place} is ${JSON.stringify(item)}; expected a class name or number`)
  })
}

/** @throws UserError (exit 3) when the file cannot be read, is empty, or has a line or value that is no superclass */
export async function readSuperclasses(path: string): Promise<SuperclassFile> {
  const text = await readText(path, 'superclasses')
  const classes = /^\s*[[{]/.test(text) ? jsonSuperclasses(text, path) : csvSuperclasses(text, path)
  if (classes.length === 0) {
    throw dataError(
      'superclasses-empty',
      `${path} has no superclasses; expected lines "class,superclass" or a JSON object`,
    )
  }
  return { path, classes }
}

function jsonSuperclasses(text: string, path: string): SuperclassFile['classes'] {
  const value = parseJson(text, path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw dataError('superclasses-shape', `${path} is JSON, but no object; expected {"class": "superclass", …}`)
  }
  return Object.entries(value).map(([name, superclass]: [string, unknown]) => {
    const place = `key ${JSON.stringify(name)}`
    if (typeof superclass === 'string' && superclass.trim() !== '')
      return { text: name, place, superclass: superclass.trim() }
    throw dataError(
      'superclasses-shape',
      `${path}, ${place} is ${JSON.stringify(superclass)}; expected the name of a superclass`,
    )
  })
}

function csvSuperclasses(text: string, path: string): SuperclassFile['classes'] {
  return linesOf(text).flatMap(({ text: line, place }, i) => {
    const fields = csvFields(line)
    if (fields === null || fields.length !== 2 || fields.includes('')) {
      throw dataError('superclasses-line', `${path}, ${place} is ${JSON.stringify(line)}; expected "class,superclass"`)
    }
    const [name, superclass] = fields as [string, string]
    const isHeader = i === 0 && name.toLowerCase() === 'class' && superclass.toLowerCase() === 'superclass'
    return isHeader ? [] : [{ text: name, place, superclass }]
  })
}

/** Fields of a line, quoted as in RFC 4180 where they hold commas; null where the quotes do not close. */
function csvFields(line: string): string[] | null {
  if (!/^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*$/.test(line)) return null
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain!).trim(),
  )
}

function linesOf(text: string): NamedClass[] {
  return text
    .split(/\r?\n/)
    .map((line, i) => ({ text: line.trim(), place: `line ${i + 1}` }))
    .filter((line) => line.text !== '')
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw dataError('classes-json', `${path} starts as JSON does, but cannot be parsed: ${messageOf(error)}`)
  }
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no file of ${what} at ${path}`)
    throw dataError('file-unreadable', `cannot read the ${what} in ${path}: ${messageOf(error)}`)
  }
}
