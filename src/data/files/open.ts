/** Files that are read by position. */
import { type FileHandle, open } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'

/** @throws UserError (exit 3) when there is no such file or it cannot be read */
export async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no file at ${path}`)
    throw dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
}
