/** Files that are read by position though they are gzipped: inflated once into a temporary file that no name leads to. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { dataError, messageOf, systemCode } from '../../errors.js'
import { openForReading } from './open.js'

/** How gzip files begin. */
const GZIP = [0x1f, 0x8b]

let inflated = 0 // for names

/** True when the bytes are those that a gzip file begins with. */
export function isGzip(head: Uint8Array): boolean {
  return GZIP.every((byte, i) => head[i] === byte)
}

/**
 * Opens a file, or what is in it when it is gzipped. Close it when done.
 * @param path of a gzip file only if `gzipped`
 * @throws UserError (exit 3) when it cannot be read, is damaged, or there is no room for what is in it
 */
export async function openInflated(path: string, gzipped: boolean): Promise<FileHandle> {
  if (!gzipped) return openForReading(path)
  const temporary = join(tmpdir(), `mrl-eval-${process.pid}-${inflated++}.inflated`)
  const handle = await open(temporary, 'wx+', 0o600)
  try {
    await rm(temporary) // what is open stays there until it is closed, however the process ends
    await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) await handle.appendFile(chunk)
    })
    return handle
  } catch (error) {
    await handle.close()
    if (systemCode(error) === 'ENOSPC')
      throw dataError('disk-full', `no room in ${tmpdir()} to inflate ${path}`, `gunzip -k ${path}`)
    throw dataError(
      'file-damaged',
      `${path} cannot be inflated: ${messageOf(error)}`,
      'write or download the file again',
    )
  }
}
