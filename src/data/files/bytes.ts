/** Bytes that are read by position: of a file, of a stretch of one, or of what a compressed one was unpacked to. */
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { dataError } from '../../errors.js'
import { openFile } from './open.js'
import { readInto } from './read.js'
import { notUnpacked, spool } from './spool.js'

/** Close them when done. */
export interface Bytes {
  path: string // for errors
  size: number
  /** Fills `target` from byte `offset` on. @throws UserError (exit 3) where the bytes end before */
  fill(target: Uint8Array, offset: number): Promise<void>
  close(): Promise<void>
}

/** @throws UserError (exit 3) when there is no such file or it cannot be read */
export async function openBytes(path: string): Promise<Bytes> {
  const { handle, size } = await openFile(path)
  return bytesOf(handle, path, size)
}

function bytesOf(handle: FileHandle, path: string, size: number): Bytes {
  return { path, size, fill: (target, offset) => readInto(handle, target, offset, path), close: () => handle.close() }
}

/** `length` bytes from byte `offset` on, in a buffer of their own. @throws UserError (exit 3) where the bytes end before */
export async function readBytes(bytes: Bytes, offset: number, length: number): Promise<Uint8Array> {
  if (offset + length > bytes.size)
    throw dataError('file-truncated', `${bytes.path} ends at byte ${bytes.size}; expected ${offset + length}`)
  const target = new Uint8Array(length)
  await bytes.fill(target, offset)
  return target
}

/** Part of a file, which stays open when it is closed. */
export function stretch(bytes: Bytes, path: string, start: number, size: number): Bytes {
  return { path, size, fill: (target, offset) => bytes.fill(target, start + offset), close: async () => {} }
}

/** So many bytes are read without unpacking the rest: enough for a header. */
const HEAD = 4096

/**
 * What a stream unpacks to. Beyond its first bytes everything is unpacked once, into a temporary file that is gone when
 * it is closed: memory stays small, any order of reading is fast, and checksums are held to before any row is used.
 * @param stream begins anew at each call
 * @param size bytes that are expected; null: not known yet, and only the first 4 KiB can be read
 */
export function unpacked(path: string, size: number | null, stream: () => Readable): Bytes {
  let head: Promise<Uint8Array> | null = null
  let whole: Promise<Bytes> | null = null
  return {
    path,
    size: size ?? HEAD,
    async fill(target, offset) {
      if (whole === null && offset + target.length <= HEAD) {
        head ??= firstBytes(stream, path)
        const first = await head
        if (size !== null && size <= HEAD && first.length !== size)
          throw dataError('file-damaged', `${path} does not unpack to the ${size} bytes it should have`)
        if (offset + target.length <= first.length) return target.set(first.subarray(offset, offset + target.length))
      }
      if (size === null) throw dataError('file-truncated', `${path} ends in its header`)
      whole ??= spool(path, size, stream).then((handle) => bytesOf(handle, path, size))
      await (await whole).fill(target, offset)
    },
    async close() {
      if (whole !== null) await whole.then((file) => file.close()).catch(() => {})
    },
  }
}

async function firstBytes(stream: () => Readable, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for await (const part of stream()) {
      parts.push(part as Uint8Array)
      length += parts.at(-1)!.length
      if (length > HEAD) break
    }
  } catch (error) {
    throw notUnpacked(path, error)
  }
  return Buffer.concat(parts).subarray(0, HEAD + 1)
}
