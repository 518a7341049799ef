/** Members of a zip archive, as bytes that are read by position. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { Entry } from 'yauzl'
import { dataError, messageOf } from '../../errors.js'
import { type Bytes, openBytes, stretch, unpacked } from './bytes.js'
import { gunzipped, MOST_SHRUNK } from './gzip.js'

/** An open archive. Close it when done. */
export interface Zip {
  members: readonly { name: string; bytes: Bytes }[]
  close(): Promise<void>
}

const [STORED, DEFLATED] = [0, 8] // compression methods

/**
 * Stored members are read in place; deflated ones are unpacked when they are first read, into a temporary file.
 * @throws UserError (exit 3) for a missing, truncated or damaged archive, and for members that cannot be unpacked
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await openBytes(path)
  try {
    const entries = await readEntries(path)
    const members = entries.map(({ entry, start }) => ({ name: entry.fileName, bytes: memberOf(file, entry, start) }))
    return {
      members,
      async close() {
        for (const { bytes } of members) await bytes.close()
        await file.close()
      },
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

interface Placed {
  entry: Entry
  start: number // byte of its first byte
}

/** The central directory, and where the members' own bytes begin. */
async function readEntries(path: string): Promise<Placed[]> {
  const { openPromise } = await import('yauzl')
  try {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
    try {
      const placed: Placed[] = []
      for await (const entry of zip.eachEntry()) {
        const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
        placed.push({ entry, start: fileDataStart })
      }
      return placed
    } finally {
      zip.close()
    }
  } catch (error) {
    throw dataError(
      'file-damaged',
      `${path} is no whole zip archive: ${messageOf(error)}`,
      'write or download it again',
    )
  }
}

function memberOf(file: Bytes, entry: Entry, start: number): Bytes {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry
  const path = `${file.path}#${fileName.replace(/\.npy$/, '')}`
  if (entry.isEncrypted()) throw dataError('npz-type', `${path} is encrypted; expected arrays that np.savez wrote`)
  if (start + compressedSize > file.size)
    throw dataError('file-truncated', `${path} ends at byte ${start + compressedSize}; ${file.path} has ${file.size}`)
  if (compressionMethod === STORED) return stretch(file, path, start, uncompressedSize)
  if (compressionMethod !== DEFLATED)
    throw dataError(
      'npz-type',
      `${path} is compressed by method ${compressionMethod}; np.savez_compressed writes ${DEFLATED}`,
    )
  if (uncompressedSize > compressedSize * MOST_SHRUNK + MOST_SHRUNK)
    throw dataError('file-damaged', `${path} cannot unpack from ${compressedSize} bytes to ${uncompressedSize}`)
  return unpacked(path, uncompressedSize, () => inflated(file.path, entry, start))
}

/** A member with a gzip header before it and its checksum after it, which zlib then holds it to. */
function inflated(path: string, { compressedSize, uncompressedSize, crc32 }: Entry, start: number): Readable {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)
  const trailer = Uint8Array.from(new Uint8Array(Uint32Array.of(crc32, uncompressedSize % 2 ** 32).buffer))
  return gunzipped(
    Readable.from(
      (async function* () {
        yield header
        if (compressedSize > 0) yield* createReadStream(path, { start, end: start + compressedSize - 1 })
        yield trailer
      })(),
    ),
  )
}
