/** `knn`: k-NN accuracy at every dim, from one exact pass over the database. */
import { usageError } from '../errors.js'
import { withoutSelf } from '../math/neighbors.js'
import type { Dims, EmbeddingTable, Neighbors, Notice, Vectors } from '../types.js'
import { requireComparable } from './comparable.js'
import { type AskedDims, chooseDims } from './dims.js'
import { type Evaluation, noLabels, unknownLabels } from './evaluation.js'
import { type CodedKnn, plainDims, searchCodes, type Way } from './knn-codes.js'
import { knnRows } from './knn-rows.js'
import { labelSets } from './label-sets.js'
import { type NestedWatch, openNestedWatch } from './nested-check.js'
import { PLAIN } from './precision.js'
import { type LabelledVectors, labelledRows, loadLabelled } from './rows.js'
import { openWatch, type WatchedRole } from './watched.js'

/** A search over a database that is read once, in order: the k nearest of its rows for every query and dim. */
export type Search = (
  database: AsyncIterable<Vectors>,
  rows: number,
  queries: Vectors,
  dims: Dims,
  k: number,
) => Promise<Neighbors>

export interface KnnOptions {
  name: string // of the model
  dims: AskedDims
  ks: readonly number[]
  oneFile: boolean // the queries are the rows of the database: each skips itself
  seed?: number // by chance some rows are looked at more closely; without it the tables are taken as they are
  coded?: CodedKnn // ways to store the database; without it there is one, float32
}

/**
 * @throws UserError (exit 3) when the two tables do not fit each other or have no labels; (exit 2) when a dim is above
 * their width or k above the rows of the database
 */
export async function knn(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  search: Search,
  options: KnnOptions,
): Promise<Evaluation> {
  requireComparable(database, queries, options.name)
  for (const table of [database, queries]) if (!table.labelled) throw noLabels(table)
  const choices = chooseDims(options.dims, database.dims, database.width, options.name)
  if (choices.length === 0) {
    return { rows: [], warnings: [], missed: { model: options.name, dims: [database.width] } }
  }
  const { seed, oneFile, coded } = options
  const { watch, notices: seenWrong } = openWatch(options.name)
  const watched = (role: WatchedRole, table: EmbeddingTable) =>
    seed === undefined ? table : watch(oneFile ? 'other' : role, table)
  const asked = await loadLabelled(watched('queries', queries))
  if (asked.rows === 0) throw noLabels(queries)
  const longest = Math.max(...options.ks)
  requireEnoughRows(database, longest, oneFile)
  const labels = new Int32Array(database.rows)
  const seen = { rows: 0 }
  const dims = choices.map(({ dim }) => dim)
  const nested = openNestedWatch(database, options.name, oneFile, seed === undefined ? null : { dims, seed })
  const found = await search(
    collect(labelledRows(watched('database', database)), labels, seen, nested),
    database.rows,
    asked,
    coded === undefined ? dims : plainDims(coded, dims, database.width),
    oneFile ? longest + 1 : longest,
  )
  if (seen.rows === 0) throw noLabels(database)
  const inCodes = coded === undefined ? null : await searchCodes(coded, database, asked, dims, longest, oneFile)
  const others = ({ coding, found }: Way): Way => ({ coding, found: oneFile ? withoutSelf(found) : found })
  const ways = [others({ coding: PLAIN, found }), ...(inCodes?.ways ?? []).map(others)] as const
  const known = labels.subarray(0, seen.rows)
  return {
    rows: knnRows(choices, ways, { labels: known, truth: asked.labels, width: database.width }, options),
    warnings: [
      ...notices(database, queries, seen.rows, asked.rows, options),
      ...labelSets(known, asked.labels, queries, options.name),
      ...seenWrong(),
      ...nested.notices(asked),
      ...(inCodes?.notices ?? []),
    ],
  }
}

async function* collect(
  batches: AsyncIterable<LabelledVectors>,
  labels: Int32Array,
  seen: { rows: number },
  nested: NestedWatch,
): AsyncGenerator<Vectors> {
  for await (const batch of batches) {
    nested.add(batch)
    labels.set(batch.labels, seen.rows)
    seen.rows += batch.rows
    yield batch
  }
}

/** @throws UserError (exit 2) for more neighbours than there can be */
export function requireEnoughRows(
  database: Pick<EmbeddingTable, 'path' | 'rows'>,
  longest: number,
  oneFile: boolean,
): void {
  const others = database.rows - (oneFile ? 1 : 0)
  if (longest <= others) return
  const besides = oneFile ? ' besides the row itself' : ''
  throw usageError(
    'k-above-database',
    `--k asks for ${longest} neighbors${besides}; the database ${database.path} has ${database.rows} rows`,
  )
}

function notices(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  known: number,
  asked: number,
  { name, oneFile }: KnnOptions,
): Notice[] {
  const warnings: Notice[] = []
  if (known < database.rows)
    warnings.push(unknownLabels(database.rows - known, database.rows, `the database of ${name}`))
  if (asked < queries.rows) warnings.push(unknownLabels(queries.rows - asked, queries.rows, `the queries of ${name}`))
  if (oneFile)
    warnings.push({
      code: 'self-match',
      message: `${name}: database and queries are one file; every query skips its own row`,
    })
  return warnings
}
