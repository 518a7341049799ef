/** SHA-256 of file contents, remembered by path, size and times, so that large files are read for it once. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'

/**
 * @param memory folder where digests are remembered; null: none
 * @returns hex digest
 * @throws UserError (exit 3) when the file is missing or cannot be read
 */
export async function fingerprint(path: string, memory: string | null): Promise<string> {
  const place = memory === null ? null : join(memory, `${sha256(await identity(path))}.sha256`)
  const known = place === null ? null : await readFile(place, 'utf8').catch(() => null)
  if (known !== null && /^[0-9a-f]{64}$/.test(known)) return known
  const digest = await hashFile(path)
  if (place !== null) await remember(place, digest)
  return digest
}

/**
 * Of the files, in their order, and of the part of them that is meant: for one whole file its own digest.
 * @returns hex digest
 */
export async function fingerprintAll(
  paths: readonly string[],
  part: string | null,
  memory: string | null,
): Promise<string> {
  const digests: string[] = []
  for (const path of paths) digests.push(await fingerprint(path, memory))
  return digests.length === 1 && part === null ? digests[0]! : sha256([...digests, part ?? ''].join('\n'))
}

/** Hex SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function identity(path: string): Promise<string> {
  try {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true })
    return [resolve(path), size, mtimeNs, ctimeNs, ino].join('\n')
  } catch (error) {
    throw unreadable(path, error)
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  } catch (error) {
    throw unreadable(path, error)
  }
  return hash.digest('hex')
}

/** A digest that cannot be kept is computed again next time. */
async function remember(place: string, digest: string): Promise<void> {
  const temporary = `${place}.${process.pid}`
  try {
    await mkdir(dirname(place), { recursive: true })
    await writeFile(temporary, digest)
    await rename(temporary, place)
  } catch {
    // a full or read-only disk does not stop an evaluation
  }
}

function unreadable(path: string, error: unknown): Error {
  if (systemCode(error) === 'ENOENT') return dataError('file-missing', `no file at ${path}`)
  if (systemCode(error) === 'EISDIR') return dataError('file-is-folder', `${path} is a folder; expected a file`)
  return dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
}
