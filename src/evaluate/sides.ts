/** Both sides of a retrieval: the rows that count, and which of them are relevant to which query. */
import { relevantByLabel } from '../metrics/judged.js'
import type { EmbeddingTable, Notice, Vectors } from '../types.js'
import { noLabels, unknownLabels } from './evaluation.js'
import { labelSets } from './label-sets.js'
import { type NestedCheck, type NestedWatch, openNestedWatch } from './nested-check.js'
import type { Relevance } from './relevance.js'
import { labelledRows, loadLabelled } from './rows.js'

export interface Sides {
  queries: Vectors // those that can be judged
  selves: Int32Array | null // row of each query in the database, or NOWHERE: it is left out of its lists; null: none has any. [b]
  rows: number // at most how many rows the database gives
  /** The rows of the database that count, in order. What follows is known once they were read to the end. */
  database(): AsyncIterable<Vectors>
  counted(): number // rows of the database that count
  relevance(): Relevance
  notices(): Notice[]
}

/** In place of the row of a query that is none; pads of lists are −1. */
const NOWHERE = -2

/** Gains by query and database row; null: the query has no judgments. [b] */
export type Gains = readonly (ReadonlyMap<number, number> | null)[]

/**
 * A row is relevant when its class is the query's. Rows without a known class are left out on both sides.
 * @param oneFile the queries are the rows of the database: none is relevant to itself
 * @param check whether the model is nested; null: nothing is said of that
 * @throws UserError (exit 3) when a side has no labels
 */
export async function byLabel(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  name: string,
  oneFile: boolean,
  check: NestedCheck | null = null,
): Promise<Sides> {
  for (const table of [database, queries]) if (!table.labelled) throw noLabels(table)
  const asked = await loadLabelled(queries)
  if (asked.rows === 0) throw noLabels(queries)
  const classes = new Int32Array(database.rows)
  let counted = 0
  let relevant: Int32Array | null = null
  let nested: NestedWatch | null = null // of the last reading
  return {
    queries: asked,
    selves: oneFile ? Int32Array.from({ length: asked.rows }, (_, q) => q) : null,
    rows: database.rows,
    async *database() {
      let start = 0
      const watch = openNestedWatch(database, name, oneFile, check)
      nested = watch
      for await (const batch of labelledRows(database)) {
        watch.add(batch)
        classes.set(batch.labels, start)
        start += batch.rows
        yield batch
      }
      if (start === 0) throw noLabels(database)
      counted = start
    },
    counted: () => counted,
    relevance() {
      const labels = classes.subarray(0, counted)
      relevant ??= relevantByLabel(labels, asked.labels, oneFile)
      return { kind: 'label', labels, truth: asked.labels, relevant }
    },
    notices() {
      const unknown = [
        [database.rows - counted, database.rows, `the database of ${name}`] as const,
        [queries.rows - asked.rows, queries.rows, `the queries of ${name}`] as const,
      ]
      return [
        ...unknown.filter(([missing]) => missing > 0).map(([missing, of, what]) => unknownLabels(missing, of, what)),
        ...selfMatch(name, oneFile),
        ...labelSets(classes.subarray(0, counted), asked.labels, queries, name),
        ...(nested?.notices(asked) ?? []),
      ]
    },
  }
}

/**
 * A row is relevant when the qrels give it a gain above 0 for the query. Queries without judgments are left out.
 * @param queries all that there are, or those with judgments alone
 * @param identical the row of the database that has the id of each query and is left out of its lists, as BEIR does, which
 * leaves its judgment as it is; null: all rows stay. [queries]
 */
export async function byQrels(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  name: string,
  oneFile: boolean,
  gains: Gains,
  identical: readonly (number | null)[] | null = null,
): Promise<Sides> {
  const judged = [...gains.keys()].filter((q) => gains[q] !== null)
  const rows = Array.from({ length: queries.rows }, (_, row) => row)
  const asked = await loadRows(queries, rows.filter(isJudged(queries, gains)))
  const same = oneFile ? [] : judged.filter((q) => (identical?.[q] ?? null) !== null)
  const others = same.length > 0 ? Int32Array.from(judged, (q) => identical![q] ?? NOWHERE) : null
  return {
    queries: asked,
    selves: oneFile ? Int32Array.from(judged) : others,
    rows: database.rows,
    database: () => vectorsOf(database),
    counted: () => database.rows,
    relevance: () => ({ kind: 'qrels', gains: judged.map((q) => (oneFile ? without(gains[q]!, q) : gains[q]!)) }),
    notices() {
      const left = gains.length - judged.length
      const message = `${left} of ${gains.length} queries of ${name} have no judgments and are left out`
      const unjudged = left === 0 ? [] : [{ code: 'unjudged-queries', message }]
      return [...unjudged, ...selfMatch(name, oneFile), ...identicalIds(name, same.length, judged.length)]
    },
  }
}

/** Which rows of the table are judged. @param queries all that there are, or those with judgments alone */
export function isJudged(queries: Pick<EmbeddingTable, 'rows'>, gains: Gains): (row: number) => boolean {
  const isAll = queries.rows === gains.length
  return (row) => !isAll || gains[row] !== null
}

function without(gains: ReadonlyMap<number, number>, row: number): ReadonlyMap<number, number> {
  const others = new Map(gains)
  others.delete(row)
  return others
}

function selfMatch(name: string, oneFile: boolean): Notice[] {
  if (!oneFile) return []
  return [{ code: 'self-match', message: `${name}: database and queries are one file; every query skips its own row` }]
}

function identicalIds(name: string, same: number, of: number): Notice[] {
  if (same === 0) return []
  const what = `${same} of ${of} queries of ${name} have the id of a row of the database`
  return [{ code: 'identical-ids', message: `${what}, which is left out of their lists, as BEIR does` }]
}

async function* vectorsOf(table: EmbeddingTable): AsyncGenerator<Vectors> {
  for await (const { rows, vectors } of table.batches()) {
    if (vectors !== null) yield { rows, width: table.width, values: vectors }
  }
}

/** @param rows which, ascending */
async function loadRows(table: EmbeddingTable, rows: readonly number[]): Promise<Vectors> {
  const { width } = table
  const values = new Float32Array(rows.length * width)
  let start = 0
  let kept = 0
  for await (const batch of vectorsOf(table)) {
    for (; kept < rows.length && rows[kept]! < start + batch.rows; kept++) {
      const from = (rows[kept]! - start) * width
      values.set(batch.values.subarray(from, from + width), kept * width)
    }
    start += batch.rows
  }
  return { rows: rows.length, width, values }
}
