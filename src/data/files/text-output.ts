/** Text files that are written bit by bit, and are there whole or not at all. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dataError } from '../../errors.js'
import { orUnwritable, partialOf } from './whole-file.js'

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
  let isNew = true
  return {
    append: (text) =>
      orUnwritable(path, async () => {
        if (isNew) await mkdir(dirname(path), { recursive: true })
        await writeFile(partial, text, { flag: isNew ? 'w' : 'a' })
        isNew = false
      }),
    finish: () => orUnwritable(path, () => rename(partial, path)),
    drop: () => rm(partial, { force: true }),
  }
}

/** @throws UserError (exit 3) for an id that is empty or has what ends a field in the file */
export function requireWord(id: string, path: string, ends: RegExp): void {
  if (id !== '' && !ends.test(id)) return
  const what = id === '' ? 'an empty id' : `the id ${JSON.stringify(id)}`
  throw dataError('id-unwritable', `${path} cannot hold ${what}: ids are words in this format`)
}
