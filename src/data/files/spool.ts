/** Streams that are to be read by position: written once, to a temporary file that no name leads to. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { dataError, messageOf, systemCode, UserError } from '../../errors.js'

/**
 * Everything that a stream gives. The file is gone when the handle is closed, however the process ends.
 * @param path of what is unpacked, for errors
 * @param size bytes that are expected; null: any number
 * @throws UserError (exit 3) for a stream that fails or has another size, and where no temporary file can be written
 */
export async function spool(path: string, size: number | null, stream: () => Readable): Promise<FileHandle> {
  const handle = await temporaryFile(path)
  try {
    let length = 0
    for await (const part of stream()) {
      const bytes = part as Uint8Array
      length += bytes.length
      if (size !== null && length > size)
        throw dataError('file-damaged', `${path} unpacks to more than the ${size} bytes it should have`)
      await handle.appendFile(bytes)
    }
    if (size !== null && length < size)
      throw dataError('file-truncated', `${path} unpacks to ${length} bytes; expected ${size}`)
    return handle
  } catch (error) {
    await handle.close()
    throw notUnpacked(path, error)
  }
}

let count = 0 // of temporary files, for their names

async function temporaryFile(path: string): Promise<FileHandle> {
  const temporary = join(tmpdir(), `mrl-eval-${process.pid}-${count++}.unpacked`)
  let handle: FileHandle | null = null
  try {
    handle = await open(temporary, 'wx+', 0o600)
    await rm(temporary) // what is open stays there until it is closed
    return handle
  } catch (error) {
    await handle?.close()
    const what = `${path} is unpacked into a temporary file, and ${tmpdir()} takes none: ${messageOf(error)}`
    throw dataError('temporary-folder', what, 'set TMPDIR to a folder that can be written')
  }
}

/** The error for a stream that did not unpack. */
export function notUnpacked(path: string, error: unknown): Error {
  if (error instanceof UserError) return error
  if (systemCode(error) === 'ENOSPC')
    return dataError('disk-full', `${path} cannot be unpacked: no room in ${tmpdir()}`, 'set TMPDIR to a larger disk')
  return dataError(
    'file-damaged',
    `${path} cannot be unpacked: ${messageOf(error)}`,
    'write or download the file again',
  )
}
