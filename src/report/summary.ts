/**
 * Report → what it says in plain sentences. Every number comes from the rows, with its interval where it has one, and no
 * sentence claims more than intervals allow: where they leave a difference open, "no difference can be seen".
 */
import type { GateVerdict, Report, RunRow } from '../types.js'
import { adviceNotes } from './advice-notes.js'
import { ruleLine, verdictLine } from './gate.js'
import { kindsOf } from './kinds.js'
import { cascadeSentences } from './summary/cascades.js'
import { differenceSentences } from './summary/differences.js'
import { dimSentences } from './summary/dims.js'
import { settingSentences } from './summary/settings.js'
import { capital, counted, saidWithin } from './summary/words.js'

/** What intervals do not speak of; stands below every summary. */
export const CAVEAT =
  'Intervals are at 95 % and speak of other rows of the same kind, not of other data or another training of the models.'

/** [] where there is nothing to say. */
export function summaryOf(report: Report): string[] {
  const { settings, runs, cascades, differences, dims, advice } = kindsOf(report)
  return [
    ...(advice.length === 0 ? [] : adviceNotes(advice, report).slice(0, 1).map(sentence)),
    ...dimSentences(dims),
    ...settingSentences(settings),
    ...runs.flatMap(runSentence),
    ...cascadeSentences(cascades),
    ...differenceSentences(differences, Number(report.parameters.margin)),
    ...gateSentences(report.gate),
    ...warningSentences(report.warnings.length),
  ]
}

/** Ranked lists of another system, by what judgments are mostly summed up as. */
function runSentence({ model, queries, metrics }: RunRow): string[] {
  const id = Object.keys(metrics).find((id) => /^ndcg@\d+$/.test(id))
  const metric = id === undefined ? undefined : metrics[id]
  if (id === undefined || metric === undefined || metric.value === null) return []
  const on = queries === undefined ? '' : ` on ${queries}`
  return [`The run ${model}${on} has an ${id.replace('ndcg', 'nDCG')} of ${saidWithin(metric)}.`]
}

/** The verdict, and every rule that failed with the row that decides it. */
export function gateSentences(gate: GateVerdict | null): string[] {
  if (gate === null) return []
  const failed = gate.rules.filter(({ passed }) => !passed).map(ruleLine)
  return [sentence(verdictLine(gate)), ...failed.map((line) => `Failed: ${line}.`)]
}

/** With a capital and a full stop. */
function sentence(line: string): string {
  return `${capital(line)}.`
}

function warningSentences(count: number): string[] {
  if (count === 0) return []
  return [`${counted(count, 'warning')} ${count === 1 ? 'was' : 'were'} given: see the notes.`]
}
