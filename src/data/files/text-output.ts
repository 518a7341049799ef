/** Text files that are there whole or not at all. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dataError, messageOf } from '../../errors.js'
import { partialOf } from '../arrow/partial.js'

/** A file that is written bit by bit under another name. */
export interface TextOutput {
  append(text: string): Promise<void>
  /** Gives it its name; a file there is replaced. */
  finish(): Promise<void>
  /** Removes what was written; nothing happens after `finish`. */
  drop(): Promise<void>
}

/** Every method throws a UserError (exit 3) where the file cannot be written. */
export function openText(path: string): TextOutput {
  const partial = partialOf(path)
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {})
      throw dataError('output-unwritable', `${path} cannot be written: ${messageOf(error)}`)
    }
  }
  let isNew = true
  return {
    append: (text) =>
      attempt(async () => {
        if (isNew) await mkdir(dirname(path), { recursive: true })
        await writeFile(partial, text, { flag: isNew ? 'w' : 'a' })
        isNew = false
      }),
    finish: () => attempt(() => rename(partial, path)),
    drop: () => rm(partial, { force: true }),
  }
}

/** Writes a whole file. @throws UserError (exit 3) where it cannot be written */
export async function writeText(path: string, text: string): Promise<void> {
  const output = openText(path)
  await output.append(text)
  await output.finish()
}

/** @throws UserError (exit 3) for an id that is empty or has what ends a field in the file */
export function requireWord(id: string, path: string, ends: RegExp): void {
  if (id !== '' && !ends.test(id)) return
  const what = id === '' ? 'an empty id' : `the id ${JSON.stringify(id)}`
  throw dataError('id-unwritable', `${path} cannot hold ${what}: ids are words in this format`)
}
