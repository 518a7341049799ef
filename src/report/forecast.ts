/** What `run --dry-run` says → text. */
import { draw } from './table.js'
import { formatBytes } from './units.js'

/** What an evaluation would take. */
export interface EvaluationForecast {
  name: string
  command: string
  finished: boolean // its result is there, and nothing that shapes it has changed
  why: string | null // it has to be done; null: it is finished
  seconds: number | null // without embedding; null: it cannot be done, or reads what is not written yet
  memoryBytes: number | null
  exitCode: number // of an error that is seen already
  error: { message: string; code: string; suggestions: readonly string[] } | null
}

/** Rows that go through a model, once for all evaluations. */
export interface EmbeddingForecast {
  model: string
  data: string // path
  column: string | null // of the texts, where it was told
  rows: number
  width: number // D
  cached: boolean
  seconds: number // 0 where it is cached
  bytes: number // on disk
  of: readonly string[] // names of evaluations
}

/** What `run --dry-run --json` prints. */
export interface Forecast {
  schemaVersion: 1
  command: 'run'
  dryRun: true
  tool: { name: 'mrl-eval'; version: string }
  results: string // folder
  evaluations: readonly EvaluationForecast[]
  embeddings: readonly EmbeddingForecast[]
  totals: { seconds: number; memoryBytes: number; diskBytes: number }
  assumptions: readonly string[]
  timing: Readonly<Record<string, number>>
}

export function renderForecast({ evaluations, embeddings, totals, assumptions, results }: Forecast): string {
  const open = embeddings.filter(({ cached }) => !cached)
  const kept = embeddings.length - open.length
  const tables = [
    draw({
      title: `what would be done, into ${results}`,
      head: ['evaluation', 'command', 'state', 'time', 'memory'],
      rows: evaluations.map(({ name, command, finished, seconds, memoryBytes, error }) => [
        name,
        command,
        finished ? 'kept' : error === null ? 'to do' : 'cannot be done',
        seconds === null || finished ? '–' : formatTime(seconds),
        memoryBytes === null || finished ? '–' : formatBytes(memoryBytes),
      ]),
    }),
    ...(open.length === 0
      ? []
      : [
          draw({
            title: 'rows that go through models before, each once',
            head: ['model', 'data', 'rows', 'time', 'disk'],
            rows: open.map(({ model, data, column, rows, seconds, bytes }) => [
              model,
              column === null ? data : `${data} (${column})`,
              String(rows),
              formatTime(seconds),
              formatBytes(bytes),
            ]),
          }),
        ]),
  ]
  const { seconds, memoryBytes, diskBytes } = totals
  return [
    ...tables,
    `in all about ${formatTime(seconds)}, ${formatBytes(memoryBytes)} of memory at most, ${formatBytes(diskBytes)} more on disk`,
    ...(kept === 0 ? [] : [`${kept} ${kept === 1 ? 'table is' : 'tables are'} in the cache already`]),
    ...assumptions,
  ].join('\n')
}

/** 75 → "1m15s"; 0.25 → "0.3 s". */
function formatTime(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m${whole % 60}s`
  return `${Math.floor(whole / 3600)}h${Math.floor((whole % 3600) / 60)}m`
}
