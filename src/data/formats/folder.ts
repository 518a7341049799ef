/**
 * Which files in a folder are its rows. A folder is what `save_to_disk` of the datasets library left (of a Dataset or a
 * DatasetDict), or holds data files, in itself or in `data/`, or has one folder for each split.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { dataError, messageOf, systemCode } from '../../errors.js'
import { noSuchPart, requireNoPart, type Source } from '../files/source.js'
import { chosenShards, kindOf, requireOneKind } from './shard-names.js'

/** What makes up the rows. */
export interface Rows {
  shards: readonly string[] // in order, at least one
  beside: readonly string[] // files that say what they are
  features: object | null // of the datasets library
}

export const STATE = 'state.json'
export const DICT = 'dataset_dict.json'
const INFO = 'dataset_info.json'
const DEEPEST = 2 // folders within each other

/** @throws UserError for a split that is not there, or not named (exit 2), and for damaged or missing files (exit 3) */
export async function rowsOf(source: Source, depth = 0): Promise<Rows> {
  const names = await entries(source.path)
  if (names.files.includes(DICT)) return splitOfDict(source, depth)
  if (names.files.includes(STATE)) return saved(source, names.files.includes(INFO))
  const files = await dataFiles(source.path)
  if (files.length > 0) return { shards: chosenShards(files, source), beside: [], features: null }
  const folders = await splitFolders(source.path, depth)
  const only = folders.length === 1 ? folders[0]! : null
  const name = folders.find((folder) => folder === source.part) ?? only
  if (name === null) throw noSuchPart(source, folders)
  const part = name === source.part ? null : source.part
  return rowsOf({ ...source, path: join(source.path, name), part }, depth + 1)
}

/** True when the folder has rows, as far as names tell. */
export async function holdsRows(folder: string, depth = 0): Promise<boolean> {
  const { files } = await entries(folder)
  if (files.includes(DICT) || files.includes(STATE) || (await dataFiles(folder)).length > 0) return true
  return (await splitFolders(folder, depth)).length > 0
}

async function splitOfDict(source: Source, depth: number): Promise<Rows> {
  const file = join(source.path, DICT)
  const { splits } = (await readJson(file)) as { splits?: unknown }
  if (!Array.isArray(splits) || splits.length === 0 || !splits.every(isPlainName))
    throw dataError('dataset-json', `${file} names no splits; expected {"splits": ["train", …]}`)
  const name = source.part ?? (splits.length === 1 ? splits[0]! : null)
  if (name === null || !splits.includes(name)) throw noSuchPart(source, splits)
  const path = join(source.path, name)
  if ((await entries(path, true)).files.length === 0)
    throw dataError('shard-missing', `${file} names the split "${name}", but there is nothing in ${path}`)
  const rows = await rowsOf({ ...source, path, part: null }, depth + 1)
  return { ...rows, beside: [file, ...rows.beside] }
}

/** What `Dataset.save_to_disk` leaves: its shards in the order of state.json. */
async function saved(source: Source, hasInfo: boolean): Promise<Rows> {
  const file = join(source.path, STATE)
  const state = (await readJson(file)) as { _data_files?: unknown; _indices_data_files?: unknown; _split?: unknown }
  const listed = state._data_files
  const names = Array.isArray(listed) ? listed.map((item) => (item as { filename?: unknown } | null)?.filename) : []
  if (names.length === 0 || !names.every(isPlainName))
    throw dataError('dataset-json', `${file} names no data files; expected {"_data_files": [{"filename": …}, …]}`)
  if (Array.isArray(state._indices_data_files) && state._indices_data_files.length > 0) {
    const what = `${source.path} holds a selection of rows, kept as indices; expected the rows themselves`
    throw dataError('dataset-indices', what, 'load it, and save it with dataset.flatten_indices().save_to_disk(PATH)')
  }
  if (source.part !== null && source.part !== state._split) {
    if (typeof state._split === 'string') throw noSuchPart(source, [state._split])
    requireNoPart(source)
  }
  const present = new Set((await entries(source.path)).files)
  const absent = names.find((name) => !present.has(name))
  if (absent !== undefined)
    throw dataError(
      'shard-missing',
      `no file at ${join(source.path, absent)}; ${STATE} lists ${names.length} data files`,
      'download or copy the missing ones',
    )
  const info = hasInfo ? join(source.path, INFO) : null
  const { features } = (info === null ? {} : await readJson(info)) as { features?: unknown }
  return {
    shards: requireOneKind(names.map((name) => join(source.path, name))),
    beside: [file, ...(info === null ? [] : [info])],
    features: typeof features === 'object' && features !== null ? features : null,
  }
}

/** Names of files that the datasets library writes are plain; others could lead anywhere. */
function isPlainName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && !/[/\\]/.test(name)
}

/** Data files of a folder, or else of its `data/`. */
async function dataFiles(folder: string): Promise<string[]> {
  for (const path of [folder, join(folder, 'data')]) {
    const files = (await entries(path, true)).files.filter((name) => kindOf(name) !== null)
    const lasting = files.filter((name) => !name.startsWith('cache-')) // what map() of the datasets library leaves
    const found = lasting.length > 0 ? lasting : files
    if (found.length > 0) return found.map((name) => join(path, name))
  }
  return []
}

async function splitFolders(folder: string, depth: number): Promise<string[]> {
  if (depth >= DEEPEST) return []
  const found: string[] = []
  for (const name of (await entries(folder)).folders)
    if (await holdsRows(join(folder, name), depth + 1)) found.push(name)
  return found
}

/** What a folder holds and does not hide, sorted. */
async function entries(folder: string, mayBeMissing = false): Promise<{ files: string[]; folders: string[] }> {
  try {
    const files: string[] = []
    const folders: string[] = []
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (/^[._]/.test(entry.name)) continue
      const linked = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry
      if (linked?.isDirectory()) folders.push(entry.name)
      else files.push(entry.name)
    }
    return { files: files.sort(), folders: folders.sort() }
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')
    if (mayBeMissing && isMissing) return { files: [], folders: [] }
    throw dataError('file-unreadable', `cannot read the folder ${folder}: ${messageOf(error)}`)
  }
}

async function readJson(path: string): Promise<object> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw dataError('dataset-json', `${path} is not JSON that can be read: ${messageOf(error)}`)
  }
  if (typeof value === 'object' && value !== null) return value
  throw dataError('dataset-json', `${basename(path)} in ${path} holds ${JSON.stringify(value)}; expected an object`)
}
