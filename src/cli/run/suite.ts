/** Evaluations one after the other: those whose result is there and true are left out, a failing one does not stop the others. */

import type { UserError } from '../../errors.js'
import type { EvaluationRecord } from '../../report/suite.js'
import type { Report } from '../../types.js'
import type { ErrorDocument } from '../failure.js'
import type { Found, KeptResults } from './kept-results.js'
import type { Part } from './parts.js'
import { failureOfPart } from './suggestions.js'

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
  wrong: ReadonlyMap<string, UserError> // by name, of evaluations that cannot be done
  signal: AbortSignal
  say(text: string): void // for people
  failed(part: Part, error: Error, said: Said): void // for people
}

/** @throws the signal's reason when it stops the work; what is finished by then is kept */
export async function runSuite(parts: readonly Part[], options: SuiteOptions): Promise<Outcome> {
  const { kept, force, wrong, signal, say, failed } = options
  const records: EvaluationRecord[] = []
  const reports = new Map<string, Report>()
  const seconds = new Map<string, number>()
  for (const [i, part] of parts.entries()) {
    signal.throwIfAborted()
    const { name, command } = part.entry
    const found: Found = force ? { report: null, why: 'asked for by --force' } : await kept.find(part)
    const at = `${i + 1} of ${parts.length}: ${name === command ? name : `${name} (${command})`}`
    const known = found.report === null || !found.isConcluded ? (wrong.get(name) ?? null) : null
    say(
      `${at} ${known === null ? stateOf(found) : found.report === null ? 'is not begun' : 'is kept, and cannot be judged'}`,
    )
    const began = performance.now()
    try {
      if (known !== null) await part.command.refuse(known, part.flags)
      const report = await reportOf(part, found)
      if (found.report === null) seconds.set(name, (performance.now() - began) / 1000)
      if (found.report === null || !found.isConcluded) await kept.keep(part, report, true)
      reports.set(name, report)
      records.push(recordOf(part, report, kept.file(name), found.report !== null))
    } catch (error) {
      signal.throwIfAborted()
      if (found.report === null) await kept.drop(name)
      else await kept.keep(part, found.report, false)
      const said = failureOfPart(part, error as Error)
      if (known === null) failed(part, error as Error, said)
      const { exitCode, message, code, suggestions } = said
      const nothing = { file: null, reused: false, gate: null }
      records.push({ name, command, ...nothing, exitCode, error: { message, code, suggestions } })
    }
  }
  return { records, reports, seconds }
}

/** Measured now, or judged and written now, or as it is there. */
async function reportOf({ command, flags }: Part, found: Found): Promise<Report> {
  if (found.report === null) return (await command.runAsPart()) as Report
  if (found.isConcluded) return found.report
  return command.concludeAgain(found.report, flags)
}

function stateOf(found: Found): string {
  if (found.report === null) return `(${found.why})`
  return found.isConcluded ? 'is kept: nothing has changed' : 'is kept; it is judged and written anew'
}

export function recordOf({ entry }: Part, { gate }: Report, file: string, reused: boolean): EvaluationRecord {
  const { name, command } = entry
  return { name, command, file, reused, exitCode: gate?.passed === false ? 4 : 0, gate, error: null }
}

/** By what a whole ends: a defect before data before usage, and a gate only where nothing broke. */
const WORST_FIRST = [1, 3, 2, 4]

/** 0 when all went well. */
export function worstExit(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? 0
}
