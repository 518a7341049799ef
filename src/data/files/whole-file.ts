/** Files that are there whole or not at all. */
import { mkdir, readlink, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { dataError, messageOf, systemCode } from '../../errors.js'

/** Where this process writes before `path` is finished. */
export function partialOf(path: string): string {
  return `${path}.${process.pid}.partial`
}

/** The path of a file, or where a symbolic link to a file leads, also to one that is not there yet. */
export async function placeOf(path: string): Promise<string> {
  const link = await readlink(path).catch(() => null)
  if (link === null) return path
  const leadsToFile = await stat(path).then(
    (found) => found.isFile(),
    (error: unknown) => systemCode(error) === 'ENOENT',
  )
  if (!leadsToFile) return path // links in a circle, a device: the link itself is replaced
  return placeOf(isAbsolute(link) ? link : `${dirname(path)}/${link}`) // not joined: folders may be links, too
}

/** Writes a file, and the folders above it; a file there is replaced. @throws UserError (exit 3) where it cannot be written */
export async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  const place = await placeOf(path)
  const partial = partialOf(place)
  await orUnwritable(place, async () => {
    await mkdir(dirname(place), { recursive: true })
    await writeFile(partial, contents)
    await rename(partial, place)
  })
}

/** Does some of the writing of a file. @throws UserError (exit 3) where it fails, which leaves nothing behind */
export async function orUnwritable(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await rm(partialOf(path), { force: true }).catch(() => {})
    throw dataError('output-unwritable', `${path} cannot be written: ${messageOf(error)}`)
  }
}
