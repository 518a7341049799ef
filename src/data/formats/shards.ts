/** Data files of one table: a folder of them, or those that a glob such as `data/train-*.parquet` matches. */
import { sep } from 'node:path'
import { dataError } from '../../errors.js'
import type { Source } from '../files/source.js'
import { holdsRows, type Rows, rowsOf } from './folder.js'
import type { Format } from './format.js'
import { openJoined } from './joined.js'
import { chosenShards, inOrder, requireOneKind, requireWholeShards } from './shard-names.js'

export const shards: Format = {
  id: 'shards',
  name: 'folder or glob of data files',
  matches: async ({ kind, path }) => kind === 'glob' || (kind === 'folder' && (await holdsRows(path))),
  open: async (source, open) => {
    const rows = await rowsIn(source)
    return openJoined(source.given, rows.shards, open, rows.features)
  },
  files: async (source) => {
    const { beside, shards: paths } = await rowsIn(source)
    return [...beside, ...paths]
  },
}

async function rowsIn(source: Source): Promise<Rows> {
  return source.kind === 'folder' ? rowsOf(source) : { shards: await matching(source), beside: [], features: null }
}

/** A star asks for all shards, so none may be missing; other patterns pick some. */
async function matching(source: Source): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const pattern = sep === '\\' ? source.path.replaceAll('\\', '/') : source.path
  const paths = await glob(pattern, { expandDirectories: false })
  if (paths.length === 0) throw dataError('file-missing', `no file matches ${source.path}`)
  if (source.part !== null) return chosenShards(paths, source)
  if (source.path.includes('*')) requireWholeShards(paths)
  return requireOneKind(inOrder(paths))
}
