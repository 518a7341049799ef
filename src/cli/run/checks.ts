/** What can be told of evaluations before the first one starts: nothing is measured, and no row goes through a model. */
import { locate } from '../../data/files/source.js'
import { UserError } from '../../errors.js'
import { openGate } from '../gate/gate.js'
import { modelsOf, type TablesFor } from '../plan.js'
import { inputPaths } from '../report/outputs.js'
import { readReports } from '../report/report-files.js'
import { type KnownRow, requireLengths, requireRows } from './check-rules.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'
import { isAmong, waitsFor, writtenBy } from './waiting.js'

export interface CheckOptions {
  kept: KeptResults
  force: boolean // also what is kept is done again
  tablesFor: TablesFor
  signal: AbortSignal
}

/** Flags whose files are read besides rows, models and judgments. */
const MORE_FILES = ['run', 'thresholds', 'superclasses', 'class-subset']

/**
 * Baselines and rules, files, models, dims and lengths of lists; not of results that are kept. What an evaluation reads and
 * one before it writes is not there yet, and is left to it.
 * @returns by name, of evaluations that cannot be done
 * @throws the signal's reason
 */
export async function wrongParts(
  parts: readonly Part[],
  options: CheckOptions,
): Promise<ReadonlyMap<string, UserError>> {
  const { kept, force, signal } = options
  const wrong = new Map<string, UserError>()
  const check = openCheck(options)
  const written: string[] = []
  for (const part of parts) {
    signal.throwIfAborted()
    const { name } = part.entry
    const found = force ? null : await kept.find(part)
    const there = found !== null && found.report !== null ? found : null
    const error = there?.isConcluded ? null : await check(part, { written, isMeasured: there !== null })
    signal.throwIfAborted()
    if (error !== null) wrong.set(name, error)
    written.push(...writtenBy(part, kept))
  }
  return wrong
}

interface State {
  written: readonly string[] // by evaluations before
  isMeasured: boolean // and only to be judged and written
}

function openCheck({ tablesFor }: CheckOptions): (part: Part, state: State) => Promise<UserError | null> {
  return async (part, { written, isMeasured }) => {
    try {
      await checkRules(part, written)
      if (!isMeasured && !waitsFor(part, written)) await checkInputs(part, tablesFor)
      return null
    } catch (error) {
      if (error instanceof UserError) return error
      return null // the evaluation says itself what breaks it
    }
  }
}

async function checkRules({ entry, command, flags }: Part, written: readonly string[]): Promise<void> {
  const { baseline, gate = [] } = flags
  if (baseline === undefined || !isAmong(baseline, written))
    await openGate(flags, entry.command, (flag) => command.isTyped(flag))
  if (Array.isArray(flags.k)) requireLengths(gate, entry.command, flags.k)
}

async function checkInputs({ entry, command, flags }: Part, tablesFor: TablesFor): Promise<void> {
  if (!('plan' in command)) {
    await readReports(entry.files)
    return
  }
  for (const path of inputPaths(Object.fromEntries(MORE_FILES.map((flag) => [flag, flags[flag]])))) await locate(path)
  const plan = await command.plan(tablesFor)
  const tables = await tablesFor(plan.flags)
  const models = await modelsOf(plan)
  const { gate = [] } = flags
  const rows: KnownRow[] = []
  for (const model of models)
    for (const reading of plan.readings) {
      const name = model?.name ?? reading.path
      const { dims, ks } = plan.foresee(reading, await tables.shape(reading, model), name)
      if (ks !== null) requireLengths(gate, entry.command, ks)
      rows.push(...dims.map((dim) => ({ model: name, dim })))
    }
  if (!models.includes(null)) requireRows(gate, rows) // files have names of their own
}
