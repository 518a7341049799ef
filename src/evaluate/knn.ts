/** `knn`: k-NN accuracy at every dim, from one exact pass over the database. */
import { usageError } from '../errors.js'
import { withoutSelf } from '../math/neighbors.js'
import { knnAccuracy } from '../metrics/knn-vote.js'
import type { DimRow, Dims, EmbeddingTable, MetricValue, Neighbors, Notice, Vectors } from '../types.js'
import { requireComparable } from './comparable.js'
import { type AskedDims, chooseDims, type DimChoice } from './dims.js'
import { type Evaluation, noLabels, unknownLabels } from './evaluation.js'
import { labelSets } from './label-sets.js'
import { nestedNotice, openSampler, type Sampler } from './nested-check.js'
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
  const { seed, oneFile } = options
  const { watch, notices: seenWrong } = openWatch(options.name)
  const watched = (role: WatchedRole, table: EmbeddingTable) =>
    seed === undefined ? table : watch(oneFile ? 'other' : role, table)
  const asked = await loadLabelled(watched('queries', queries))
  if (asked.rows === 0) throw noLabels(queries)
  const longest = Math.max(...options.ks)
  requireEnoughRows(database, longest, options.oneFile)
  const labels = new Int32Array(database.rows)
  const seen = { rows: 0 }
  const sampler = seed === undefined ? null : openSampler(database.rows, database.width, seed)
  const found = await search(
    collect(labelledRows(watched('database', database)), labels, seen, sampler),
    database.rows,
    asked,
    choices.map(({ dim }) => dim),
    options.oneFile ? longest + 1 : longest,
  )
  if (seen.rows === 0) throw noLabels(database)
  const neighbors = options.oneFile ? withoutSelf(found) : found
  const rows = choices.map((choice, s) => row(choice, s, neighbors, labels, asked.labels, options))
  const dims = choices.map(({ dim }) => dim)
  return {
    rows: withRetained(rows, database.width, options),
    warnings: [
      ...notices(database, queries, seen.rows, asked.rows, options),
      ...labelSets(labels.subarray(0, seen.rows), asked.labels, queries, options.name),
      ...seenWrong(),
      ...(sampler === null ? [] : nestedNotice(sampler.sample(), asked, dims, { ...options, seed: seed! })),
    ],
  }
}

function row(
  choice: DimChoice,
  s: number,
  { ids, k, queries }: Neighbors,
  labels: Int32Array,
  truth: Int32Array,
  options: KnnOptions,
): DimRow {
  const lists = ids.subarray(s * queries * k, (s + 1) * queries * k)
  const scores = options.ks.map((size): [string, MetricValue] => [
    `knn@${size}`,
    knnAccuracy(lists, k, size, labels, truth),
  ])
  return { model: options.name, ...choice, metrics: Object.fromEntries(scores) }
}

/** Adds the share of the full dimension's value at the first k; null where the full dimension was not asked for. */
function withRetained(rows: readonly DimRow[], width: number, { ks }: KnnOptions): DimRow[] {
  const first = `knn@${ks[0]}`
  const full = rows.find(({ dim }) => dim === width)?.metrics[first]?.value ?? null
  return rows.map((row) => {
    const own = row.metrics[first]!.value
    const value = full === null || full === 0 || own === null ? null : own / full
    return { ...row, metrics: { ...row.metrics, retained: { value, ci95: null, unit: 'ratio' } } }
  })
}

async function* collect(
  batches: AsyncIterable<LabelledVectors>,
  labels: Int32Array,
  seen: { rows: number },
  sampler: Sampler | null,
): AsyncGenerator<Vectors> {
  for await (const batch of batches) {
    sampler?.add(batch)
    labels.set(batch.labels, seen.rows)
    seen.rows += batch.rows
    yield batch
  }
}

function requireEnoughRows(database: EmbeddingTable, longest: number, oneFile: boolean): void {
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
