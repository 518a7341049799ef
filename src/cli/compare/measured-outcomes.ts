/** Models → the outcome of each row, by their heads or by an exact search. */
import { usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import type { Search } from '../../evaluate/knn.js'
import { type OutcomeMetric, parseOutcomeMetric } from '../../evaluate/outcome-metrics.js'
import { headOutcomes, type MeasuredOutcomes } from '../../evaluate/outcomes.js'
import { searchOutcomes } from '../../evaluate/search-outcomes.js'
import type { Distance, EmbeddingTable } from '../../types.js'
import type { Setup } from '../evaluation.js'
import type { NamedModel } from '../tables/models.js'
import type { Reading } from '../tables/reading.js'
import type { TableSource } from '../tables/tables.js'

/** What models are measured on; null: not given. */
export interface OutcomeInputs {
  data: Reading | null
  database: Reading | null
  queries: Reading | null
  dims: AskedDims
  distance: Distance
}

/** Outcomes of one model, by heads and by search where both are asked for. */
export interface ModelOutcomes {
  name: string
  measured: readonly MeasuredOutcomes[]
}

/** The kinds of metric that these inputs allow. */
export function canMeasure({ data, database, queries }: OutcomeInputs, { kind }: OutcomeMetric): boolean {
  return kind === 'heads' ? data !== null : database !== null && queries !== null
}

/**
 * top1 where there is --data and every model has heads; else knn@1.
 * @throws UserError (exit 2) when there is nothing to measure on
 */
export async function defaultMetric(
  inputs: OutcomeInputs,
  models: readonly NamedModel[],
  tables: Pick<TableSource, 'shape'>,
): Promise<OutcomeMetric> {
  const [top1, nearest] = ['top1', 'knn@1'].map((id) => parseOutcomeMetric(id)!) as [OutcomeMetric, OutcomeMetric]
  if (inputs.data === null && !canMeasure(inputs, nearest))
    throw missing(inputs, 'compare needs something to measure on')
  if (inputs.data === null) return nearest
  if (!canMeasure(inputs, nearest)) return top1
  for (const model of models.length > 0 ? models : [null]) {
    if ((await tables.shape(inputs.data, model)).headDims.length === 0) return nearest
  }
  return top1
}

/** @throws UserError (exit 2) for a metric that these inputs do not allow */
export function requireMeasurable(inputs: OutcomeInputs, metrics: readonly OutcomeMetric[]): void {
  const metric = metrics.find((asked) => !canMeasure(inputs, asked))
  if (metric !== undefined) throw missing(inputs, `--metric ${metric.id} needs more to be measured on`, metric.kind)
}

function missing({ data, database, queries }: OutcomeInputs, why: string, kind?: OutcomeMetric['kind']): Error {
  const given = Object.entries({ data, database, queries }).flatMap(([flag, path]) =>
    path === null ? [] : [`--${flag}`],
  )
  const have =
    given.length === 0 ? 'none of --data, --database and --queries was given' : `only ${given.join(' and ')} was given`
  const heads = kind === undefined || kind === 'heads' ? ['for heads: --data PATH'] : []
  const search = kind === 'heads' ? [] : ['for a search: --database PATH --queries PATH']
  return usageError('missing-flag', `${why}; ${have}`, ...heads, ...search)
}

/** What the metrics are measured on. */
export function readingsFor(
  { data, database, queries }: OutcomeInputs,
  metrics: readonly OutcomeMetric[],
): readonly Reading[] {
  const heads = metrics.some(({ kind }) => kind === 'heads') ? [data] : []
  const search = metrics.some(({ kind }) => kind !== 'heads') ? [database, queries] : []
  return [...heads, ...search].filter((own) => own !== null)
}

/** Every model on the inputs that the metrics need. */
export async function measureModels(
  inputs: OutcomeInputs,
  metrics: readonly OutcomeMetric[],
  setup: Setup,
  signal: AbortSignal,
): Promise<ModelOutcomes[]> {
  const { models, tables } = setup
  const isSearched = metrics.some(({ kind }) => kind !== 'heads')
  const measured: ModelOutcomes[] = []
  for (const model of models.length > 0 ? models : [null]) {
    const parts: MeasuredOutcomes[] = []
    let name = model?.name
    if (metrics.some(({ kind }) => kind === 'heads')) {
      const table = await tables.open(inputs.data!, model)
      name ??= table.name
      const known = { data: sourceOf(table), database: null, distance: null }
      parts.push(await headOutcomes(table, { name, dims: inputs.dims, metrics, measured: known }))
    }
    if (isSearched) {
      const { outcomes, table } = await searched(inputs, metrics, setup, signal, model, name)
      name ??= table.name
      parts.push(outcomes)
    }
    measured.push({ name: name!, measured: parts })
  }
  return measured
}

async function searched(
  { database, queries, dims, distance }: OutcomeInputs,
  metrics: readonly OutcomeMetric[],
  { tables, progress, device, threads }: Setup,
  signal: AbortSignal,
  model: NamedModel | null,
  known: string | undefined,
): Promise<{ outcomes: MeasuredOutcomes; table: EmbeddingTable }> {
  const { nestedSearch } = await import('../../search/nested.js')
  const oneFile = (await tables.digest(database!.path)) === (await tables.digest(queries!.path))
  const table = await tables.open(database!, model)
  const asked = await tables.open(queries!, model)
  const name = known ?? model?.name ?? table.name
  const search: Search = (rows, count, vectors, at, k) => {
    progress.start(`searching ${name}`, count, 'rows')
    const request = { database: rows, rows: count, queries: vectors, dims: at, distance, k }
    return nestedSearch({ ...request, session: { device, threads }, progress, signal }).finally(() => progress.stop())
  }
  const measured = { data: sourceOf(asked), database: sourceOf(table), distance }
  return { outcomes: await searchOutcomes(table, asked, search, oneFile, { name, dims, metrics, measured }), table }
}

/** SHA-256 of the dataset that a table was made from; null: not known. */
function sourceOf({ provenance }: EmbeddingTable): string | null {
  return provenance?.data.sha256 ?? null
}
