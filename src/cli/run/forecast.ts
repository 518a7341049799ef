/** What `run` would do, and what it would take. */
import type { UserError } from '../../errors.js'
import type { EvaluationForecast, Forecast } from '../../report/forecast.js'
import type { TablesFor } from '../plan.js'
import { BASE_BYTES, costsOf, type Embeddings } from './costs.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'
import { failureOfPart } from './suggestions.js'
import { waitsFor, writtenBy } from './waiting.js'

export interface ForecastOptions {
  kept: KeptResults
  force: boolean
  wrong: ReadonlyMap<string, UserError> // by name, of evaluations that cannot be done
  tablesFor: TablesFor
  signal: AbortSignal
  say(text: string): void // for people
}

export const ASSUMPTIONS: readonly string[] = [
  'models: first batches of each dataset measured now, the rest taken as alike; each is embedded once',
  'searches: a small one of the same dims measured now, in proportion to rows × queries; reading at 1 GB a second',
  'probes, cascades, class means, baselines and FAISS: a small piece of each measured now, roughly, in proportion to rows, dims and classes',
  'latency: as many seconds as a setting may take at most; memory: model files, queries, one tile of the database, and the whole where it is timed',
  'left out: tests of significance, and evaluations of files that one before them has yet to write',
]

/** @throws the signal's reason */
export async function forecast(
  parts: readonly Part[],
  options: ForecastOptions,
): Promise<Pick<Forecast, 'evaluations' | 'embeddings' | 'totals'>> {
  const embeddings: Embeddings = new Map()
  const evaluations: EvaluationForecast[] = []
  const written: string[] = []
  for (const part of parts) {
    options.signal.throwIfAborted()
    evaluations.push(await evaluationForecast(part, embeddings, options, waitsFor(part, written)))
    written.push(...writtenBy(part, options.kept))
  }
  const open = [...embeddings.values()].filter(({ cached }) => !cached)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    evaluations,
    embeddings: [...embeddings.values()].map(({ dims, ...embedding }) => embedding),
    totals: {
      seconds: sum([...open.map(({ seconds }) => seconds), ...evaluations.map(({ seconds }) => seconds ?? 0)]),
      memoryBytes: Math.max(0, ...evaluations.map(({ memoryBytes }) => memoryBytes ?? 0)),
      diskBytes: sum(open.map(({ bytes }) => bytes)),
    },
  }
}

async function evaluationForecast(
  part: Part,
  embeddings: Embeddings,
  options: ForecastOptions,
  waits: boolean, // for what an evaluation before writes
): Promise<EvaluationForecast> {
  const { name, command } = part.entry
  const { why } = options.force ? { why: 'asked for by --force' } : await options.kept.find(part)
  const known = { name, command, finished: why === null, why, exitCode: 0, error: null }
  const wrong = options.wrong.get(name)
  if (why === null && wrong === undefined) return { ...known, seconds: 0, memoryBytes: 0 }
  try {
    if (wrong !== undefined) throw wrong
    if (!('plan' in part.command)) return { ...known, seconds: 0, memoryBytes: BASE_BYTES }
    options.say(`looking at ${name}`)
    const plan = await part.command.plan(options.tablesFor)
    return { ...known, ...(await costsOf(plan, name, await options.tablesFor(plan.flags), embeddings)) }
  } catch (error) {
    options.signal.throwIfAborted()
    if (waits && wrong === undefined) return { ...known, seconds: null, memoryBytes: null }
    const { exitCode, message, code, suggestions } = failureOfPart(part, error as Error)
    return { ...known, seconds: null, memoryBytes: null, exitCode, error: { message, code, suggestions } }
  }
}
