/** Whether two results can be shown as one, and where they contradict each other. */
import { isFromClock } from '../math/clock.js'
import { identityOf, keysOf, nameOf } from '../math/row-keys.js'
import { definitionDifference } from '../math/same-data.js'
import type { MetricValue, Report } from '../types.js'

/** Commands whose rows are each about one model; differences, advice and the runs of other systems stay apart. */
const MERGED: ReadonlySet<string> = new Set([
  'knn',
  'retrieval',
  'classify',
  'adaptive-classify',
  'few-shot',
  'similarity',
])

/** What must be equal, as far as parameters say it. */
type Told = (parameters: Report['parameters']) => unknown

/** In all results, besides what defines the metrics. */
const OF_ALL: readonly Told[] = [
  ({ grid }) => grid, // matrices and heat maps are of all pairs of dims
  ({ latency }) => latency, // the head of the table names the threads
  ({ ways }) => ways,
  ({ splits }) => splits, // means over splits, or values of one
  ({ confidence }) => confidence, // calibration is of it, after temperature
  ({ temperature }) => temperature,
  ({ probeStrengths }) => (probeStrengths ?? null) !== null, // probes or heads; the strengths are each model's own
  ({ k }) => (Array.isArray(k) ? k[0] : null), // shares of the full width are of it, and tables begin with it
]

/** In results that both have it. */
const WHERE_BOTH: readonly Told[] = [
  ({ frequency }) => frequency, // where classes with many, some and few training rows begin
  ({ rescoreFactor, k }) =>
    typeof rescoreFactor === 'number' && Array.isArray(k) ? rescoreFactor * Math.max(...k) : null, // rows that are rescored
]

/** In results of one model: how it is used. */
const OF_ONE_MODEL: readonly Told[] = [
  ({ columns }) => columns,
  ({ embeddingOutput }) => embeddingOutput,
  ({ logitsOutput }) => logitsOutput,
  ({ logitsLayout }) => logitsLayout,
  ({ images }) => images,
  ({ texts }) => texts,
]

/**
 * True where both can stand in one table: of the same data, defined and drawn alike. Times are of one machine, and latencies
 * of one model were taken in turns by one report; a cascade is known by its model alone.
 */
export function canMerge(a: Report, b: Report): boolean {
  if (!MERGED.has(a.command) || a.command !== b.command || inputsText(a) !== inputsText(b)) return false
  if (definitionDifference(a, b) !== null) return false
  const agree = (told: Told) => valueText(told, a) === valueText(told, b)
  const haveBoth = (told: Told) => valueText(told, a) !== 'null' && valueText(told, b) !== 'null'
  if (!OF_ALL.every(agree) || !WHERE_BOTH.filter(haveBoth).every(agree)) return false
  if (hasTimes(a) && hasTimes(b) && JSON.stringify(a.environment) !== JSON.stringify(b.environment)) return false
  const shared = sharedModels(a, b)
  if (!a.rows.some((row) => shared.has(row.model) && !('run' in row))) return true
  const isInTurns = (a.parameters.latency ?? null) !== null
  return !isInTurns && a.command !== 'adaptive-classify' && OF_ONE_MODEL.every(agree)
}

function hasTimes({ rows }: Report): boolean {
  return rows.some(({ metrics }) => Object.values(metrics).some((one) => one.value !== null && isFromClock(one)))
}

/** What one does not say is null. */
function valueText(told: Told, { parameters }: Report): string {
  return JSON.stringify(told(parameters) ?? null)
}

/** The first row that both have with other numbers, in words; null: there is none. */
export function contradiction(a: Report, b: Report): string | null {
  const shared = sharedModels(a, b)
  const rowsOf = ({ rows }: Report) => rows.filter(({ model }) => shared.has(model))
  const known = new Map(rowsOf(a).map((row) => [identityOf(row), row]))
  for (const row of rowsOf(b)) {
    const metrics = known.get(identityOf(row))?.metrics ?? {}
    const id = Object.keys(row.metrics).find((id) => id in metrics && !isSame(metrics[id]!, row.metrics[id]!))
    if (id === undefined) continue
    return `${id} of ${nameOf(keysOf(row))} is ${written(row.metrics[id]!)}, there ${written(metrics[id]!)}`
  }
  return null
}

/** SHA-256 of what goes by the name of a model or run; of all models where the report does not say which is which. */
export function contentsOf({ inputs }: Report, model: string): string {
  const models = inputs.filter(({ role }) => role === 'model')
  const own = inputs.filter(({ role, name }) => (role === 'model' || role === 'run') && name === model)
  return (own.length > 0 ? own : models)
    .map(({ sha256 }) => sha256)
    .toSorted()
    .join()
}

/** Models, and runs of other systems, of one name and contents. */
function sharedModels(a: Report, b: Report): ReadonlySet<string> {
  const others = new Set(b.rows.map(({ model }) => model))
  const models = [...new Set(a.rows.map(({ model }) => model))]
  return new Set(models.filter((model) => others.has(model) && contentsOf(a, model) === contentsOf(b, model)))
}

/** All that was read but models and baselines. */
function inputsText({ inputs }: Report): string {
  const read = inputs.filter(({ role }) => role !== 'model' && role !== 'baseline')
  const texts = read.map(({ role, name = '', sha256 }) => JSON.stringify([role, name, sha256]))
  return [...new Set(texts)].toSorted().join()
}

/** What was not measured, and what comes from a clock, contradicts nothing. */
function isSame(a: MetricValue, b: MetricValue): boolean {
  if (a.value === null || b.value === null || isFromClock(a)) return true
  return JSON.stringify([a.value, a.ci95, a.sd]) === JSON.stringify([b.value, b.ci95, b.sd])
}

/** "0.6335 (0.6163 to 0.6503)": what differs may be the interval alone. */
function written({ value, ci95 }: MetricValue): string {
  const short = (number: number) => String(Number(number.toPrecision(4)))
  if (value === null) return 'not measured'
  return ci95 === null ? short(value) : `${short(value)} (${ci95.map(short).join(' to ')})`
}
