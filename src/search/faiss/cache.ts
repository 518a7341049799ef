/** Built indexes in a folder, found again by what they were made of. A damaged file counts as missing. */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Distance } from '../../types.js'
import type { VectorFile } from '../vector-file.js'
import type { Build } from './build.js'
import type { IndexRequest } from './request.js'

/** Kept beside the index, as JSON. */
interface Kept extends Build {
  sha256: string // of the index file
}

/** Where an index of these rows is kept. */
export function indexPath(
  folder: string,
  version: string,
  { factory, dim, clusterDim }: IndexRequest,
  { rows, width, sha256 }: VectorFile,
  distance: Distance,
): string {
  const parts = ['index 1', version, factory, dim, clusterDim, distance, rows, width, sha256]
  return join(folder, `${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}.faiss`)
}

/** @returns what the building took, or null when the index is not there, or not as it was written */
export async function findIndex(path: string): Promise<Build | null> {
  try {
    const kept = JSON.parse(await readFile(`${path}.json`, 'utf8')) as Kept
    if (!Number.isFinite(kept.bytes) || !Number.isFinite(kept.buildSeconds)) return null
    return (await contentHash(path)) === kept.sha256 ? { bytes: kept.bytes, buildSeconds: kept.buildSeconds } : null
  } catch {
    return null
  }
}

/** Moves a finished index to its place. @param partial on the same disk */
export async function keepIndex(partial: string, path: string, build: Build): Promise<void> {
  const kept: Kept = { ...build, sha256: await contentHash(partial) }
  await rm(`${path}.json`, { force: true })
  await rename(partial, path)
  await writeFile(`${partial}.json`, JSON.stringify(kept))
  await rename(`${partial}.json`, `${path}.json`)
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256').update(`${(await stat(path)).size}\n`)
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
