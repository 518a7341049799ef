/** What a path that a user gave leads to. `PATH#PART` names one split or array of what holds several. */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { dataError, messageOf, systemCode, UserError, usageError } from '../../errors.js'
import { isPipe } from './open.js'

export interface Source {
  given: string // as typed
  path: string // without the part
  part: string | null
  kind: 'file' | 'folder' | 'glob'
  size: number // bytes; 0 of what is no file
  head: Uint8Array // the first bytes; empty of what is no file
}

const HEAD = 512
/** Characters that make a path a pattern. */
export const GLOB = /[*?[\]{}]/

/** @throws UserError (exit 3) when there is nothing at the path, or nothing that can be read by position */
export async function locate(given: string): Promise<Source> {
  const whole = await look(given)
  if (whole !== null) return { given, path: given, part: null, ...whole }
  const at = given.lastIndexOf('#')
  const [path, part] = at > 0 ? [given.slice(0, at), given.slice(at + 1)] : [given, null]
  const found = part === null ? null : await look(path)
  if (found !== null) return { given, path, part, ...found }
  await refuseTwoParts(given, path, part)
  if (GLOB.test(path)) return { given, path, part, kind: 'glob', size: 0, head: new Uint8Array(0) }
  throw dataError('file-missing', `no file at ${path}`)
}

/** `PATH#A#B`, as of a path with a part whose split is told, too. @throws UserError (exit 2) */
async function refuseTwoParts(given: string, path: string, part: string | null): Promise<void> {
  const at = path.lastIndexOf('#')
  if (part === null || at <= 0 || (await look(path.slice(0, at))) === null) return
  const found = `${given} names two splits, "${path.slice(at + 1)}" and "${part}"`
  throw usageError('split-twice', found, `say one: --split ${part}, or ${path}`)
}

async function look(path: string): Promise<Pick<Source, 'kind' | 'size' | 'head'> | null> {
  let handle: FileHandle | null = null
  try {
    const entry = await stat(path)
    if (entry.isDirectory()) return { kind: 'folder', size: 0, head: new Uint8Array(0) }
    if (!entry.isFile()) throw isPipe(path)
    handle = await open(path, 'r')
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD), 0, HEAD, 0)
    return { kind: 'file', size: entry.size, head: buffer.subarray(0, bytesRead) }
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null
    if (systemCode(error) === null) throw error
    throw dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  } finally {
    await handle?.close()
  }
}

/** True when the file begins with these characters (latin-1). */
export function beginsWith({ head }: Source, text: string): boolean {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(text.length, head.length)).toString('latin1') === text
}

/** True when the path ends so, in any case. */
export function endsWith({ path }: Source, ...endings: readonly string[]): boolean {
  return endings.some((ending) => path.toLowerCase().endsWith(ending))
}

/** For formats whose files hold one table. @throws UserError (exit 2) when a part was named */
export function requireNoPart({ path, part }: Source): void {
  if (part === null) return
  throw usageError('no-such-split', `${path} has no splits; it was asked for "${part}"`, 'leave the split out')
}

/** A path that is no table, but several. */
class SeveralTables extends UserError {
  readonly paths: readonly string[]

  constructor({ code, exitCode, message, suggestions }: UserError, paths: readonly string[]) {
    super(code, exitCode, message, suggestions)
    this.paths = paths
  }
}

/** The same error, of a path that holds tables at these paths. */
export function holding(error: UserError, paths: readonly string[]): UserError {
  return new SeveralTables(error, paths)
}

/** Paths of the tables that a path holds, when this is the error that it is none itself; else null. */
export function partsIn(error: unknown): readonly string[] | null {
  return error instanceof SeveralTables ? error.paths : null
}

/** The error (exit 2) that names the parts that there are. */
export function noSuchPart({ path, part }: Source, parts: readonly string[]): Error {
  const which = part === null ? 'several splits' : `no split "${part}"`
  const first = parts[0] ?? 'NAME'
  const error = usageError(
    part === null ? 'split-missing' : 'no-such-split',
    `${path} has ${which}; it has ${parts.join(', ')}`,
    `say which: --split ${first}, or ${path}#${first}`,
  )
  return part === null
    ? holding(
        error,
        parts.map((name) => `${path}#${name}`),
      )
    : error
}
