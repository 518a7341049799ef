/** What `compare` was given → the outcomes that it compares. */
import type { ToldColumns } from '../../data/columns/columns.js'
import { usageError } from '../../errors.js'
import { unknownReference } from '../../evaluate/contenders.js'
import type { Evaluation } from '../../evaluate/evaluation.js'
import { type OutcomeMetric, parseOutcomeMetric } from '../../evaluate/outcome-metrics.js'
import type { PairedOutcomes } from '../../evaluate/pairing.js'
import { type OutcomeSource, pairSources } from '../../evaluate/sources.js'
import type { Setup } from '../evaluation.js'
import type { NamedModel } from '../tables/models.js'
import type { TableSource } from '../tables/tables.js'
import { canMeasure, defaultMetric, measureModels, type OutcomeInputs, requireMeasurable } from './measured-outcomes.js'
import { type OutcomeFile, openOutcomeFile, requireOffered } from './outcome-files.js'

export interface ComparisonRequest {
  files: readonly string[] // `PATH` or `NAME=PATH`
  metrics: readonly OutcomeMetric[] | null // null: not asked for
  measures: boolean // whether models, or --data and the like, are measured
  inputs: OutcomeInputs
  reference: string | null
  columns: ToldColumns
}

/** What is compared, before anything is measured. */
export interface Comparison {
  files: readonly OutcomeFile[]
  metrics: readonly OutcomeMetric[]
}

export interface Gathered {
  paired: readonly PairedOutcomes[] // by metric
  said: readonly Evaluation[] // warnings; no rows
}

/** @throws UserError for files that cannot be compared, and for metrics that cannot be had */
export async function planComparison(
  request: ComparisonRequest,
  models: readonly NamedModel[],
  tables: TableSource,
): Promise<Comparison> {
  const files: OutcomeFile[] = []
  for (const file of request.files) files.push(await openOutcomeFile(file, request.columns, tables))
  requirePlausible(request, models)
  return { files, metrics: await chooseMetrics(request, files, models, tables) }
}

/** @throws UserError for what cannot be had, and where the sources do not fit each other */
export async function gather(
  { inputs, measures }: ComparisonRequest,
  { files, metrics }: Comparison,
  setup: Setup,
  signal: AbortSignal,
): Promise<Gathered> {
  const loaded = []
  for (const file of files) loaded.push({ file, measured: await file.load(metrics, inputs.dims) })
  const models = measures ? await measureModels(inputs, metrics, setup, signal) : []
  const sources: OutcomeSource[] = loaded.map(({ file, measured }) => {
    return { ...file, isFile: true, parts: [{ source: file.path, rows: measured.rows }] }
  })
  const parts = models.flatMap(({ name, measured }) => measured.map(({ rows }) => ({ source: name, rows })))
  const ids = metrics.map(({ id }) => id)
  const paired = pairSources([...sources, { name: '', told: false, isFile: false, parts }], ids)
  const all = [...loaded.map(({ measured }) => measured), ...models.flatMap(({ measured }) => measured)]
  const said = all.map(({ warnings, missed }) => ({ rows: [], warnings, ...(missed === null ? {} : { missed }) }))
  const found = paired.flatMap(({ warnings }) => warnings)
  const once = found.filter(({ message }, i) => found.findIndex((other) => other.message === message) === i)
  return { paired, said: [...said, { rows: [], warnings: once }] }
}

/** Those asked for; else what all files have and the models can be measured by, top1 alone if it is among them. */
async function chooseMetrics(
  { metrics, inputs, measures }: ComparisonRequest,
  files: readonly OutcomeFile[],
  models: readonly NamedModel[],
  tables: TableSource,
): Promise<readonly OutcomeMetric[]> {
  if (metrics !== null) {
    for (const file of files) requireOffered(file, metrics)
    if (measures) requireMeasurable(inputs, metrics)
    return metrics
  }
  if (files.length === 0) return [await defaultMetric(inputs, models, tables)]
  const offered = files[0]!.offers.filter((id) => files.every(({ offers }) => offers.includes(id)))
  const known = offered.map(parseOutcomeMetric).filter((metric) => metric !== null)
  const common = known.filter((metric) => !measures || canMeasure(inputs, metric))
  const top1 = common.filter(({ id }) => id === 'top1')
  if (common.length > 0) return top1.length > 0 ? top1 : common
  const have = files.map(({ path, offers }) => `${path} has ${offers.join(', ')}`).join('; ')
  const also = measures ? '; models are measured by what --data, or --database and --queries, allow' : ''
  throw usageError('no-common-metric', `there is no metric that all have in common: ${have}${also}`)
}

/** A reference that no model can be, or begin the name of, is refused before any model runs. */
function requirePlausible({ files, reference }: ComparisonRequest, models: readonly NamedModel[]): void {
  const isPlausible = reference === null || models.some(({ name }) => name.startsWith(reference))
  if (files.length > 0 || models.length === 0 || isPlausible) return
  throw unknownReference(
    reference,
    models.map(({ name }) => name),
  )
}
