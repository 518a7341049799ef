/** Files that are there whole or not at all. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dataError, messageOf } from '../../errors.js'

/** Where this process writes before `path` is finished. */
export function partialOf(path: string): string {
  return `${path}.${process.pid}.partial`
}

/** Writes a file, and the folders above it; a file there is replaced. @throws UserError (exit 3) where it cannot be written */
export async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  const partial = partialOf(path)
  await orUnwritable(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(partial, contents)
    await rename(partial, path)
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
