/** Whether two results can be shown as one, and where they contradict each other. */
import { identityOf, keysOf, nameOf } from '../math/row-keys.js'
import { dataDifference, parameterText } from '../math/same-data.js'
import type { MetricValue, Report } from '../types.js'

/** Commands whose rows are each about one model; differences, advice and the runs of other systems stay apart. */
const JOINED: ReadonlySet<string> = new Set([
  ...['knn', 'retrieval', 'classify', 'adaptive-classify', 'few-shot', 'similarity'],
])

/** Parameters that tables and charts take from the report as a whole, besides those that define metrics. */
const SHAPES = ['grid', 'latency', 'ways', 'splits', 'confidence', 'temperature', 'probeStrengths'] as const

/** How a model is used: of models that both have it must be the same. */
const USES = ['columns', 'embeddingOutput', 'logitsOutput', 'logitsLayout', 'images', 'texts'] as const

/**
 * True where both can stand in one table: of the same data, defined and drawn alike. Times are of one machine, and those of
 * one model were taken in turns by one report; a cascade is known by its model alone.
 */
export function areAlike(a: Report, b: Report): boolean {
  if (!JOINED.has(a.command) || dataDifference(a, b) !== null || inputsText(a) !== inputsText(b)) return false
  if (SHAPES.some((key) => parameterText(a, key) !== parameterText(b, key)) || firstK(a) !== firstK(b)) return false
  if (differ(a.parameters.rescoreFactor, b.parameters.rescoreFactor)) return false
  const isTimed = (a.parameters.latency ?? null) !== null
  if (isTimed && JSON.stringify(a.environment) !== JSON.stringify(b.environment)) return false
  if (sharedModels(a, b).size === 0) return true
  if (isTimed || a.command === 'adaptive-classify') return false
  return USES.every((key) => parameterText(a, key) === parameterText(b, key))
}

/** Of a parameter that only some have. */
function differ(a: unknown, b: unknown): boolean {
  return (a ?? null) !== null && (b ?? null) !== null && a !== b
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
    return `${id} of ${nameOf(keysOf(row))} is ${told(row.metrics[id]!)}, there ${told(metrics[id]!)}`
  }
  return null
}

/** SHA-256 of what goes by the name of a model; of all models where the report does not say which is which. */
export function contentsOf({ inputs }: Report, model: string): string {
  const models = inputs.filter(({ role }) => role === 'model')
  const own = models.filter(({ name }) => name === model)
  return (own.length > 0 ? own : models)
    .map(({ sha256 }) => sha256)
    .toSorted()
    .join()
}

/** Models of one name and contents. */
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

/** The cut-off that tables begin with, and that shares of the full width are of. */
function firstK({ parameters: { k } }: Report): unknown {
  return Array.isArray(k) ? k[0] : null
}

/** What was not measured contradicts nothing. */
function isSame(a: MetricValue, b: MetricValue): boolean {
  if (a.value === null || b.value === null) return true
  return JSON.stringify([a.value, a.ci95, a.sd]) === JSON.stringify([b.value, b.ci95, b.sd])
}

/** "0.6335 (0.6163 to 0.6503)": what differs may be the interval alone. */
function told({ value, ci95 }: MetricValue): string {
  const short = (number: number) => String(Number(number.toPrecision(4)))
  if (value === null) return 'not measured'
  return ci95 === null ? short(value) : `${short(value)} (${ci95.map(short).join(' to ')})`
}
