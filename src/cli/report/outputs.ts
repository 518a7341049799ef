/** Files that are written must not be those that are read, nor each other. */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { placeOf } from '../../data/files/whole-file.js'
import { containerOf } from '../../data/formats/index.js'
import { usageError } from '../../errors.js'
import type { Rule } from '../../gates/rule.js'
import { OUTPUT_FLAGS, PATH_FLAGS } from '../flags/path-flags.js'

/** Paths that flags say to write. @param flags values by name */
export function outputPaths(flags: object): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (OUTPUT_FLAGS.has(name) ? pathsOf(value) : []))
}

/** Paths that flags say to read; a baseline is read where a rule speaks of it. @param flags values by name */
export function inputPaths(flags: object): string[] {
  const { gate = [] } = flags as { gate?: readonly Rule[] | undefined }
  const hasBaseline = gate.some(({ bound }) => bound.kind === 'baseline')
  const isRead = (name: string) =>
    name === 'config' || (PATH_FLAGS.has(name) && !OUTPUT_FLAGS.has(name) && (name !== 'baseline' || hasBaseline))
  return Object.entries(flags).flatMap(([name, value]) => (isRead(name) ? pathsOf(value) : []))
}

/**
 * @param inputs paths, of which a folder or pattern may be several files
 * @throws UserError (exit 2) for an output that is one of their files, by this or another path, and for one that is given twice
 */
export async function requireOtherFiles(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const files = outputs.length === 0 ? [] : await Promise.all(inputs.map(filesOf))
  const read = new Set(files.flat().map(fileAt))
  const twin = outputs.find((path) => fileAt(path) !== null && read.has(fileAt(path)))
  if (twin !== undefined)
    throw usageError('output-is-input', `${twin} is read, and would be written over`, 'write to another file')
  const places = await Promise.all(outputs.map(async (path) => resolve(await placeOf(path))))
  const again = outputs.find((_, i) => places.indexOf(places[i]!) < i)
  if (again !== undefined)
    throw usageError('output-twice', `${again} is to be written twice`, 'write each result to a file of its own')
}

/** Of rows, those that they are made of; what cannot be read, and what are no rows, is told where it is read. */
async function filesOf(path: string): Promise<readonly string[]> {
  const container = await containerOf(path).catch(() => null)
  return container?.files ?? [path]
}

/** null: there is none. */
function fileAt(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

/** Of a path, a named path, or several. */
function pathsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(pathsOf)
  return typeof value === 'object' && value !== null && 'path' in value ? pathsOf(value.path) : []
}
