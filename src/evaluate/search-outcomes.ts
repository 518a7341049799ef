/** Tables → what each query got by an exact search. */
import { usageError } from '../errors.js'
import { withoutSelf } from '../math/neighbors.js'
import type { Outcome } from '../math/outcomes.js'
import { type Judged, judgeByLabel } from '../metrics/judged.js'
import { vote } from '../metrics/knn-vote.js'
import { type EmbeddingTable, type Neighbors, UNKNOWN } from '../types.js'
import { requireComparable } from './comparable.js'
import { chooseDims, type DimChoice } from './dims.js'
import type { Search } from './knn.js'
import type { OutcomeMetric } from './outcome-metrics.js'
import type { MeasuredOutcomes, OutcomeOptions } from './outcomes.js'
import type { Relevance } from './relevance.js'
import { byLabel } from './sides.js'

/**
 * What every query gets at every dim, by an exact search; a row is relevant when its class is the query's.
 * @param oneFile the queries are the rows of the database: each skips itself
 * @throws UserError (exit 3) when the two tables do not fit each other or have no labels; (exit 2) when a dim is above
 * their width or k above the rows of the database
 */
export async function searchOutcomes(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  search: Search,
  oneFile: boolean,
  options: OutcomeOptions,
): Promise<MeasuredOutcomes> {
  const { name, measured } = options
  const metrics = options.metrics.filter((metric) => metric.kind !== 'heads')
  requireComparable(database, queries, name)
  const choices = chooseDims(options.dims, database.dims, database.width, name)
  if (choices.length === 0) {
    const rows = { ids: [], labels: new Int32Array(0), outcomes: [], measured }
    return { rows, warnings: [], missed: { model: name, dims: [database.width] } }
  }
  const longest = Math.max(...metrics.map(({ k }) => k))
  requireEnoughRows(database, longest, oneFile)
  const ids: string[] = []
  const sides = await byLabel(database, noting(queries, ids), name, oneFile)
  const dims = choices.map(({ dim }) => dim)
  const found = await search(sides.database(), sides.rows, sides.queries, dims, longest + (oneFile ? 1 : 0))
  const classes = sides.relevance() as ByLabel
  const outcomes = outcomesOf(oneFile ? withoutSelf(found) : found, choices, classes, metrics, name)
  return { rows: { ids, labels: classes.truth, outcomes, measured }, warnings: sides.notices(), missed: null }
}

type ByLabel = Extract<Relevance, { kind: 'label' }>

function outcomesOf(
  { ids, k, queries }: Neighbors,
  choices: readonly DimChoice[],
  { labels, truth, relevant }: ByLabel,
  metrics: readonly Exclude<OutcomeMetric, { kind: 'heads' }>[],
  model: string,
): Outcome[] {
  return choices.flatMap((choice, s) => {
    const lists = ids.subarray(s * queries * k, (s + 1) * queries * k)
    let judged: Judged | null = null
    return metrics.map((metric): Outcome => {
      if (metric.kind === 'lists') judged ??= judgeByLabel(lists, k, labels, truth, relevant)
      const values =
        metric.kind === 'lists' ? metric.score(judged!, metric.k) : votes(lists, k, metric.k, labels, truth)
      return { model, metric: metric.id, ...choice, values }
    })
  })
}

/** 1 where the k nearest vote for the class. [b] */
function votes(lists: Int32Array, width: number, k: number, labels: Int32Array, truth: Int32Array): Float64Array {
  return Float64Array.from(truth, (label, q) => {
    return vote(lists.subarray(q * width, q * width + k), labels) === label ? 1 : 0
  })
}

/** The same table, whose ids of rows with a known label are noted while it is read. */
function noting(table: EmbeddingTable, ids: string[]): EmbeddingTable {
  return {
    ...table,
    async *batches() {
      for await (const batch of table.batches()) {
        for (let row = 0; row < batch.rows; row++) if (batch.labels[row] !== UNKNOWN) ids.push(batch.ids[row]!)
        yield batch
      }
    },
  }
}

function requireEnoughRows({ path, rows }: EmbeddingTable, longest: number, oneFile: boolean): void {
  if (longest <= rows - (oneFile ? 1 : 0)) return
  throw usageError(
    'k-above-database',
    `--metric asks for ${longest} neighbors${oneFile ? ' besides the row itself' : ''}; the database ${path} has ${rows} rows`,
    `a metric of at most ${rows - (oneFile ? 1 : 0)}`,
  )
}
