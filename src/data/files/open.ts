/** Files that are read by position. */
import { type FileHandle, open, stat } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'

/** Close the handle when done. */
export interface OpenFile {
  handle: FileHandle
  size: number // bytes
}

/** @throws UserError (exit 3) when there is no such file, it cannot be read, or it is a folder or a pipe */
export async function openFile(path: string): Promise<OpenFile> {
  let handle: FileHandle
  try {
    const entry = await stat(path) // before opening, which waits at a pipe for somebody to write
    if (entry.isDirectory()) throw dataError('file-is-folder', `${path} is a folder; expected a file`)
    if (!entry.isFile()) throw isPipe(path)
    handle = await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === null) throw error
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no file at ${path}`)
    throw dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
  return { handle, size: (await handle.stat()).size }
}

/** The error for what is neither a file nor a folder. */
export function isPipe(path: string): Error {
  const what = `${path} is a pipe or device; expected a file, which can be read by position`
  return dataError('file-is-pipe', what, 'write it to a file first')
}
