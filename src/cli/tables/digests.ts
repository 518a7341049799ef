/** SHA-256 of what a command reads, each read once. */
import { join } from 'node:path'
import type { ToldColumns } from '../../data/columns/columns.js'
import { fingerprint, fingerprintAll } from '../../data/files/fingerprint.js'
import { rowsDigest } from '../../data/formats/index.js'
import { imagesDigest } from '../../data/inputs/image-digest.js'
import { UserError } from '../../errors.js'
import { modelFiles } from '../../model/files.js'
import type { NamedModel } from './models.js'

export interface Digests {
  /** Of the contents of a file, or of all that rows are read from. */
  of(path: string): Promise<string>
  /** Of the graph and the config files beside it. */
  ofModel(model: NamedModel): Promise<string>
  /** Of the files of images that rows name by path; null: all are inside the data. */
  ofImages(path: string, columns: ToldColumns): Promise<string | null>
}

/** @param cache folder where digests of files are remembered, too; null: none */
export function openDigests(cache: string | null): Digests {
  const known = new Map<string, Promise<string | null>>()
  const memory = cache === null ? null : join(cache, 'hashes')
  const once = <T extends string | null>(key: string, read: () => Promise<T>): Promise<T> => {
    const digest = (known.get(key) as Promise<T> | undefined) ?? read()
    known.set(key, digest)
    return digest
  }
  const of = (path: string) => once(`rows ${path}`, () => contentDigest(path, memory))
  return {
    of,
    ofModel: ({ path }) => once(`model ${path}`, async () => fingerprintAll(await modelFiles(path), null, memory)),
    ofImages: (path, columns) =>
      once(`images ${path}`, async () => imagesDigest(path, columns, null, await of(path), memory)),
  }
}

/** Qrels, thresholds and other files that hold no rows are files like any other. */
async function contentDigest(path: string, memory: string | null): Promise<string> {
  try {
    return await rowsDigest(path, memory)
  } catch (error) {
    if (error instanceof UserError && (error.code === 'unknown-format' || error.code === 'file-empty'))
      return fingerprint(path, memory)
    throw error
  }
}
