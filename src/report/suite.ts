/** What `run` did → text and Markdown. */
import type { GateVerdict, Report } from '../types.js'
import { gateLines } from './gate.js'
import { draw as drawMarkdown, escaped, renderSection } from './markdown.js'
import { sectionsOf } from './sections.js'
import { draw } from './table.js'
import { titleOf } from './titles.js'

/** What became of one evaluation. */
export interface EvaluationRecord {
  name: string
  command: string
  file: string | null // its report; null: it failed
  reused: boolean // the report was there, and nothing that shapes it has changed
  exitCode: number // as the command alone would end
  gate: GateVerdict | null
  error: { message: string; code: string; suggestions: readonly string[] } | null
}

/** What `run --json` prints. */
export interface SuiteResult {
  schemaVersion: 1
  command: 'run'
  tool: { name: 'mrl-eval'; version: string }
  results: string // folder
  evaluations: readonly EvaluationRecord[]
  files: readonly string[] // written of all of them together
  gate: { passed: boolean } | null // null: no evaluation has rules
  timing: Readonly<Record<string, number>> // seconds: in all, and of each evaluation that was done now
}

/** Of all evaluations that have rules. */
export function verdictOf(evaluations: readonly EvaluationRecord[]): SuiteResult['gate'] {
  const verdicts = evaluations.flatMap(({ gate }) => gate ?? [])
  return verdicts.length === 0 ? null : { passed: verdicts.every(({ passed }) => passed) }
}

export function renderSuite(suite: SuiteResult): string {
  const failed = suite.evaluations.flatMap(({ name, gate }) =>
    gate === null || gate.passed ? [] : [`${name}:`, ...gateLines(gate), ''],
  )
  return [draw(gridOf(suite)), ...failed, ...suite.files.map((file) => `wrote ${file}`)].join('\n')
}

/** One page: what was done, then every report; those that go together where the first of them stands. */
export function suiteMarkdown(suite: SuiteResult, reports: ReadonlyMap<string, Report>): string {
  const sections = sectionsOf([...reports].map(([name, report]) => ({ name, report })))
  const parts = suite.evaluations.flatMap(({ name, command, error }) => {
    if (reports.has(name)) return sections.filter(({ members }) => members[0]!.name === name).map(renderSection)
    const why = error === null ? 'not done' : `failed: ${escaped(error.message)}`
    return [`## ${escaped(titleOf(command, [name]))}\n\n${why}\n`]
  })
  return [`${drawMarkdown(gridOf(suite))}\n`, ...parts].join('\n')
}

function gridOf({ evaluations, timing }: SuiteResult): Parameters<typeof draw>[0] {
  return {
    title: `${evaluations.length} ${evaluations.length === 1 ? 'evaluation' : 'evaluations'}`,
    head: ['evaluation', 'command', 'state', 'gate', 'seconds', 'result'],
    rows: evaluations.map(({ name, command, file, reused, gate, error }) => [
      name,
      command,
      error !== null ? 'failed' : reused ? 'kept' : 'done',
      gate === null ? '–' : gate.passed ? 'passed' : 'FAILED',
      timing[name]?.toFixed(1) ?? '–',
      file ?? `${error?.code ?? ''}`,
    ]),
  }
}
