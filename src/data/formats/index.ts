/** The formats that datasets and embeddings are read from. */
import { dataError } from '../../errors.js'
import { fingerprintAll } from '../files/fingerprint.js'
import { locate, type Source } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import { arrow } from './arrow.js'
import { beir } from './beir.js'
import { bins } from './bins.js'
import { csv } from './csv.js'
import type { Format } from './format.js'
import { hdf5 } from './hdf5.js'
import { idx } from './idx.js'
import { jsonl } from './jsonl.js'
import { npy } from './npy.js'
import { npz } from './npz.js'
import { parquet } from './parquet.js'
import { saved, savedDict } from './saved.js'
import { shards } from './shards.js'
import { vecs } from './vecs.js'

/**
 * In the order in which they are asked; those told by their first bytes go before those told by their names, but for
 * vectors that begin with their rows or dims, as old Arrow streams begin with a length.
 */
const FORMATS: readonly Format[] = [
  vecs,
  bins,
  arrow,
  parquet,
  npy,
  npz,
  hdf5,
  idx,
  beir,
  jsonl,
  csv,
  saved,
  savedDict,
  shards,
]

/**
 * Opens rows in any format: `PATH`, or `PATH#PART` for one split or array of what holds several.
 * @throws UserError (exit 3) for what is missing, damaged or in no known format; (exit 2) for a part that is not there
 */
export async function openRows(given: string): Promise<RowFile> {
  const source = await locate(given)
  const format = await formatOf(source)
  const file = await format.open(source, openRows)
  return { ...file, path: given }
}

/**
 * SHA-256 of what the rows are made of.
 * @param memory folder where digests of files are remembered; null: none
 * @throws UserError as `openRows`
 */
export async function rowsDigest(given: string, memory: string | null): Promise<string> {
  const { files, part } = await containerOf(given)
  return fingerprintAll(files, part, memory)
}

/** What rows are kept in. */
export interface Container {
  format: Format
  files: readonly string[] // that the rows are made of
  part: string | null
}

/** @throws UserError as `openRows` */
export async function containerOf(given: string): Promise<Container> {
  const source = await locate(given)
  const format = await formatOf(source)
  return { format, files: (await format.files?.(source)) ?? [source.path], part: source.part }
}

/** The format at a path. @throws UserError (exit 3) when it is empty or in none */
export async function formatOf(source: Source): Promise<Format> {
  if (source.kind === 'file' && source.size === 0)
    throw dataError('file-empty', `${source.path} is empty (0 bytes); expected rows of data`)
  for (const format of FORMATS) if (await format.matches(source)) return format
  throw unknownFormat(source)
}

/** What Python programs keep arrays in, and only they can read. */
const FROM_PYTHON = /\.(pt|pth|pkl|pickle|joblib|safetensors|mat)$/i

function unknownFormat({ path, kind, head }: Source): Error {
  const known = FORMATS.map(({ name }) => name).join('; ')
  if (kind === 'folder')
    return dataError('file-is-folder', `${path} is a folder without data in it; known are ${known}`)
  if (kind === 'glob') return dataError('file-missing', `no file matches ${path}`)
  const begins = JSON.stringify(Buffer.from(head.subarray(0, 8)).toString('latin1'))
  const found = `${path} begins with ${begins}, which is in no format that is read: ${known}`
  return dataError(
    'unknown-format',
    found,
    ...(FROM_PYTHON.test(path) ? ["in Python: numpy.save('FILE.npy', array)"] : []),
  )
}
