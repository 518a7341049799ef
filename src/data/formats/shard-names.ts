/** What the names of data files say: which split they are of, and where in it they stand. */
import { basename } from 'node:path'
import { dataError } from '../../errors.js'
import { noSuchPart, requireNoPart, type Source } from '../files/source.js'
import { requireAll } from './missing-shards.js'

/** Endings of files that may be shards of a table, by their kind. */
const KINDS: Readonly<Record<string, string>> = {
  arrow: 'Arrow',
  feather: 'Arrow',
  ipc: 'Arrow',
  parquet: 'Parquet',
  jsonl: 'JSONL',
  ndjson: 'JSONL',
  csv: 'CSV',
  tsv: 'TSV',
  npy: 'npy',
  fvecs: 'fvecs',
  bvecs: 'bvecs',
  fbin: 'fbin',
  u8bin: 'u8bin',
  i8bin: 'i8bin',
}

/** Words that name splits wherever they stand, as the datasets library has them. */
const SPLITS = /(?<![a-z])(training|train|testing|test|validation|valid|val|dev|evaluation|eval)(?![a-z])/i

interface Shard {
  path: string
  group: string // the name without its number
  number: number | null // of "00001-of-00003" only
  of: number | null
}

/** The kind of data that a file has by its ending, or null. */
export function kindOf(path: string): string | null {
  const ending = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(basename(path))?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(KINDS, ending) ? KINDS[ending]! : null
}

/** In the order in which people count: 2 before 10. */
export function inOrder(paths: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return paths.toSorted((a, b) => compare(a, b) || (a < b ? -1 : 1))
}

/**
 * The files of the split that is asked for, in order; all of them where their names speak of no splits.
 * @throws UserError for a split that is not there, or not named (exit 2), a missing shard or files of two kinds (exit 3)
 */
export function chosenShards(paths: readonly string[], source: Source): string[] {
  const shards = inOrder(paths).map(shardOf)
  const parts = partsOf(shards)
  if (parts === null) requireNoPart(source)
  const chosen =
    parts === null ? shards : source.part === null && parts.size === 1 ? shards : (parts.get(source.part ?? '') ?? null)
  if (chosen === null) throw noSuchPart(source, [...parts!.keys()])
  requireWhole(chosen)
  return requireOneKind(chosen.map(({ path }) => path))
}

/** @returns the files themselves. @throws UserError (exit 3) when they are of two kinds */
export function requireOneKind(paths: string[]): string[] {
  const other = paths.find((path) => kindOf(path) !== kindOf(paths[0]!))
  if (other === undefined) return paths
  const kinds = `${paths[0]} (${kindOf(paths[0]!) ?? 'unknown'}) and ${other} (${kindOf(other) ?? 'unknown'})`
  throw dataError(
    'shards-mixed',
    `${kinds} are not of one kind; expected files of one table`,
    'name the files that belong together, by a glob such as "DIR/*.parquet"',
  )
}

/** @throws UserError (exit 3) naming a shard that is missing or there twice */
export function requireWholeShards(paths: readonly string[]): void {
  requireWhole(paths.map(shardOf))
}

function shardOf(path: string): Shard {
  const stem = basename(path).replace(/(\.[a-z0-9]+)(\.gz)?$/i, '')
  const counted = /^(.*?)[-_.]?(\d+)-of-(\d+)(?:-[0-9a-f]{8,})?$/.exec(stem)
  if (counted !== null) return { path, group: counted[1]!, number: Number(counted[2]), of: Number(counted[3]) }
  return { path, group: stem.replace(/[-_.]?\d+$/, ''), number: null, of: null }
}

/** Split → its files; null where no name speaks of splits. */
function partsOf(shards: readonly Shard[]): ReadonlyMap<string, Shard[]> | null {
  if (!shards.some(({ group, of }) => of !== null || SPLITS.test(group))) return null
  const groups = new Map<string, Shard[]>()
  for (const shard of shards) groups.set(shard.group, [...(groups.get(shard.group) ?? []), shard])
  const names = [...groups].map(
    ([group, [first]]) => (first!.of === null ? SPLITS.exec(group)?.[1] : null) ?? group.split('-').at(-1)!,
  )
  const isTwice = new Set(names).size < names.length
  return new Map([...groups].map(([group, found], i) => [isTwice ? group : names[i]!, found]))
}

function requireWhole(shards: readonly Shard[]): void {
  const groups = new Map<string, Shard[]>()
  for (const shard of shards)
    if (shard.of !== null) groups.set(shard.group, [...(groups.get(shard.group) ?? []), shard])
  for (const found of groups.values()) {
    const { path, of } = found[0]!
    const isFirst = ({ number }: Shard, i: number) => found.findIndex((other) => other.number === number) === i
    const stranger = found.find((shard, i) => shard.of !== of || !isFirst(shard, i))
    if (stranger !== undefined) {
      throw dataError(
        'shards-mixed',
        `${path} and ${stranger.path} are not shards of one split: their numbers do not go together`,
        'keep one version of the split, or name its files by a glob',
      )
    }
    requireAll(
      found.map(({ path: own, number }) => ({ path: own, number: number! })),
      of!,
    )
  }
}
