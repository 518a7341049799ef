/** Evaluations one after the other: those whose result is there and true are left out, a failing one does not stop the others. */

import type { EvaluationRecord } from '../../report/suite.js'
import type { Report } from '../../types.js'
import type { ErrorDocument } from '../failure.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'

/** What became of all of them. */
export interface Outcome {
  records: readonly EvaluationRecord[]
  reports: ReadonlyMap<string, Report> // by name, of those that did not fail
  seconds: ReadonlyMap<string, number> // by name, of those that were done now
}

type Said = ErrorDocument['error']

export interface SuiteOptions {
  kept: KeptResults
  force: boolean // does all again
  signal: AbortSignal
  say(text: string): void // for people
  failed(part: Part, error: Error, said: Said): void // for people
}

/** @throws the signal's reason when it stops the work; what is finished by then is kept */
export async function runSuite(parts: readonly Part[], options: SuiteOptions): Promise<Outcome> {
  const { kept, force, signal, say, failed } = options
  const records: EvaluationRecord[] = []
  const reports = new Map<string, Report>()
  const seconds = new Map<string, number>()
  for (const [i, part] of parts.entries()) {
    signal.throwIfAborted()
    const { name, command } = part.entry
    const found = force ? { report: null, why: 'asked for by --force' } : await kept.find(part)
    const at = `${i + 1} of ${parts.length}: ${name === command ? name : `${name} (${command})`}`
    say(found.report === null ? `${at} (${found.why})` : `${at} is kept: nothing has changed`)
    const began = performance.now()
    try {
      const report = found.report ?? ((await part.command.runAsPart()) as Report)
      if (found.report === null) {
        seconds.set(name, (performance.now() - began) / 1000)
        await kept.keep(part, report)
      }
      reports.set(name, report)
      records.push(recordOf(part, report, kept.file(name), found.report !== null))
    } catch (error) {
      signal.throwIfAborted()
      await kept.drop(name)
      const said = part.command.describe(error as Error).error
      failed(part, error as Error, said)
      const { exitCode, message, code, suggestions } = said
      const nothing = { file: null, reused: false, gate: null }
      records.push({ name, command, ...nothing, exitCode, error: { message, code, suggestions } })
    }
  }
  return { records, reports, seconds }
}

function recordOf({ entry }: Part, { gate }: Report, file: string, reused: boolean): EvaluationRecord {
  const { name, command } = entry
  return { name, command, file, reused, exitCode: gate?.passed === false ? 4 : 0, gate, error: null }
}

/** By what a whole ends: a defect before data before usage, and a gate only where nothing broke. */
const WORST_FIRST = [1, 3, 2, 4]

/** 0 when all went well. */
export function worstExit(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? 0
}
