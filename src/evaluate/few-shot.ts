/** `few-shot`: accuracy of the nearest class mean at every dim, when each class is known by a few rows. */
import { nearestMeanAccuracy } from '../metrics/nearest-mean.js'
import type { DimRow, EmbeddingTable, Notice, Product, Progress, Vectors } from '../types.js'
import { requireComparable } from './comparable.js'
import { type AskedDims, chooseDims } from './dims.js'
import { type Evaluation, noLabels, unknownLabels } from './evaluation.js'
import { leftOut, planShots } from './few-shot-classes.js'
import { drawTrials, rowsOfClasses } from './few-shot-draws.js'
import { fewShotOutcomes } from './few-shot-outcomes.js'
import { labelledRows, loadLabelled } from './rows.js'
import { openWatch } from './watched.js'

export interface FewShotOptions {
  name: string // of the model
  dims: AskedDims
  distance: 'cosine' | 'l2'
  shots: readonly number[] | null // null: those of 1, 3, 5, 7 and 9 that the database has rows for
  ways: number | null // classes of a trial, by chance; null: all
  trials: number
  seed: number
  oneFile: boolean // the queries are the rows of the database: those that a trial learns from are not asked
}

/**
 * Reads the database twice: its labels, then the rows that are drawn, which are held in memory with the queries.
 * @throws UserError (exit 3) when the tables do not fit each other, have no labels, or have no class in common; (exit 2) when a dim is
 * above their width, or the classes have too few rows for `shots` or are fewer than `ways`
 */
export async function fewShot(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  product: Product,
  progress: Progress,
  options: FewShotOptions,
): Promise<Evaluation> {
  const { name, distance, ways, oneFile } = options
  requireComparable(database, queries, name)
  for (const table of [database, queries]) if (!table.labelled) throw noLabels(table)
  const choices = chooseDims(options.dims, database.dims, database.width, name)
  if (choices.length === 0) return { rows: [], warnings: [], missed: { model: name, dims: [database.width] } }
  const { watch, notices } = openWatch(name)
  const asked = await loadLabelled(watch(oneFile ? 'other' : 'queries', queries))
  if (asked.rows === 0) throw noLabels(queries)
  const labels = oneFile ? asked.labels : await labelsOf(watch('database', database))
  if (labels.length === 0) throw noLabels(database)

  const classes = rowsOfClasses(labels)
  const queryClasses = new Set(asked.labels)
  const plan = planShots(classes, queryClasses, options, [database.path, queries.path])
  const draws = drawTrials(classes, plan.isAsked, { ...options, shots: plan.shots }).flat()
  const support = await gather(
    database,
    draws.flatMap(({ rows }) => [...rows]),
  )
  const slots = draws.map((draw) => ({ ...draw, rows: draw.rows.map((row) => support.slots.get(row)!) }))
  const task = {
    queries: asked,
    support: support.vectors,
    draws: slots,
    ownQueries: oneFile ? draws.map(({ rows }) => rows) : null,
    dims: choices.map(({ dim }) => dim),
    distance,
  }

  const rows: DimRow[] = []
  progress.start(`classifying by the means of ${name}`, choices.length * draws.length, 'trials')
  for await (const { dim, trials } of fewShotOutcomes(task, product, (count) => progress.advance(count))) {
    const { interpolated } = choices.find((choice) => choice.dim === dim)!
    for (const [i, shots] of plan.shots.entries()) {
      const own = trials.slice(i * options.trials, (i + 1) * options.trials)
      const keys = { model: name, dim, interpolated, shots, ...(ways === null ? {} : { ways }) }
      rows.push({ ...keys, metrics: { accuracy: nearestMeanAccuracy(own) } })
    }
  }
  progress.stop()
  const known = { database: labels.length, queries: asked.rows }
  return {
    rows,
    warnings: [
      ...unknown(database, queries, known, options),
      ...leftOut(classes, asked.labels, plan.shots, name),
      ...notices(),
    ],
  }
}

/** Class numbers of the rows whose class is known. [n] */
async function labelsOf(table: EmbeddingTable): Promise<Int32Array> {
  const labels = new Int32Array(table.rows)
  let rows = 0
  for await (const batch of labelledRows(table)) {
    labels.set(batch.labels, rows)
    rows += batch.rows
  }
  return labels.subarray(0, rows)
}

/** The wanted of the labelled rows, each once, and where each stands. */
async function gather(
  table: EmbeddingTable,
  wanted: readonly number[],
): Promise<{ vectors: Vectors; slots: ReadonlyMap<number, number> }> {
  const { width } = table
  const numbers = Int32Array.from(new Set(wanted)).sort()
  const slots = new Map(Array.from(numbers, (row, slot) => [row, slot]))
  const values = new Float32Array(numbers.length * width)
  let slot = 0
  let start = 0
  for await (const batch of labelledRows(table)) {
    for (; slot < numbers.length && numbers[slot]! < start + batch.rows; slot++) {
      const from = (numbers[slot]! - start) * width
      values.set(batch.values.subarray(from, from + width), slot * width)
    }
    start += batch.rows
  }
  return { vectors: { rows: numbers.length, width, values }, slots }
}

function unknown(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  known: { database: number; queries: number },
  { name, oneFile }: FewShotOptions,
): Notice[] {
  const warnings: Notice[] = []
  if (known.database < database.rows)
    warnings.push(unknownLabels(database.rows - known.database, database.rows, `the database of ${name}`))
  if (known.queries < queries.rows)
    warnings.push(unknownLabels(queries.rows - known.queries, queries.rows, `the queries of ${name}`))
  if (oneFile)
    warnings.push({
      code: 'self-match',
      message: `${name}: database and queries are one file; the rows that a trial learns from are not asked`,
    })
  return warnings
}
