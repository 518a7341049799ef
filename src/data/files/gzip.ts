/** Gzipped files, and streams that deflate made smaller. */
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { openFile } from './open.js'
import { spool } from './spool.js'

/** How gzip files begin. */
const GZIP = [0x1f, 0x8b]

/** Bytes that deflate makes of one, at most. */
export const MOST_SHRUNK = 1032

/** True when the bytes are those that a gzip file begins with. */
export function isGzip(head: Uint8Array): boolean {
  return GZIP.every((byte, i) => head[i] === byte)
}

/** @param packed a stream, whose errors become those of the result */
export function gunzipped(packed: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: 2 ** 18 })
  packed.once('error', (error) => gunzip.destroy(error))
  gunzip.once('close', () => packed.destroy())
  return packed.pipe(gunzip)
}

/**
 * Opens a file, or what is in it when it is gzipped: that is unpacked once, into a temporary file. Close it when done.
 * @throws UserError (exit 3) when it cannot be read, is damaged, or there is no room for what is in it
 */
export async function openInflated(path: string, gzipped: boolean): Promise<FileHandle> {
  return gzipped ? spool(path, null, () => gunzipped(createReadStream(path))) : (await openFile(path)).handle
}
