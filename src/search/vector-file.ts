/** Rows in a file, raw little-endian float32, row-major, not normalized: how processes hand vectors to each other. */
import { createHash } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dataError, messageOf, systemCode, UserError } from '../errors.js'
import type { Vectors } from '../types.js'

export interface VectorFile {
  path: string
  rows: number
  width: number
  sha256: string // of the content, hex
}

/**
 * @param batches consecutive rows, each `width` wide
 * @throws UserError (exit 3) when the file cannot be written; nothing is left of it then
 */
export async function writeVectors(path: string, width: number, batches: AsyncIterable<Vectors>): Promise<VectorFile> {
  const hash = createHash('sha256')
  let rows = 0
  try {
    const file = await open(path, 'w')
    try {
      for await (const { values, rows: more } of batches) {
        const bytes = Buffer.from(values.buffer, values.byteOffset, more * width * 4)
        hash.update(bytes)
        await file.writeFile(bytes)
        rows += more
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(path, { force: true })
    throw error instanceof UserError || systemCode(error) === null
      ? error
      : dataError('write-failed', `${path} cannot be written: ${messageOf(error)}`, 'make room, or set TMPDIR')
  }
  return { path, rows, width, sha256: hash.digest('hex') }
}

/**
 * @param batch rows at a time; about 16 MiB unless told
 * @returns consecutive rows; every batch has memory of its own
 * @throws UserError (exit 3) when the file is shorter than it was
 */
export async function* readVectors(
  { path, rows, width }: VectorFile,
  batch = Math.ceil(2 ** 22 / width),
): AsyncGenerator<Vectors> {
  const file = await open(path, 'r')
  try {
    for (let start = 0; start < rows; start += batch) {
      const take = Math.min(batch, rows - start)
      const values = new Float32Array(take * width)
      const bytes = new Uint8Array(values.buffer)
      if (!(await fill(file, bytes, start * width * 4)))
        throw dataError('vectors-cut', `${path} ends within ${rows} rows of ${width} numbers`)
      yield { rows: take, width, values }
    }
  } finally {
    await file.close()
  }
}

/** All rows in memory. @throws UserError (exit 3) when the file is shorter than it was */
export async function readWhole(file: VectorFile): Promise<Vectors> {
  const values = new Float32Array(file.rows * file.width)
  let rows = 0
  for await (const batch of readVectors(file)) {
    values.set(batch.values, rows * file.width)
    rows += batch.rows
  }
  return { rows, width: file.width, values }
}

/** @returns false when the file ends before the bytes are full */
async function fill(file: FileHandle, bytes: Uint8Array, position: number): Promise<boolean> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done)
    if (bytesRead === 0) return false
    done += bytesRead
  }
  return true
}
