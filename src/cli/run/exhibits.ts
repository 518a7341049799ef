/** `run --exhibits`: exhibits of every database and queries that evaluations search, once for each model. */
import { UserError } from '../../errors.js'
import type { Exhibits } from '../../exhibits.js'
import type { Report } from '../../types.js'
import { type ExhibitCircumstances, type ExhibitFlagValues, makeExhibits } from '../exhibits/exhibits.js'
import type { ModelFlagValues } from '../flags/model-flags.js'
import { modelsOf, type TablesFor } from '../plan.js'
import type { NamedModel } from '../tables/models.js'
import type { Reading, TableRole } from '../tables/reading.js'
import type { Part } from './parts.js'

/** What `run` itself was asked for; the rest is as in the evaluations. */
export type AskedExhibits = Pick<ExhibitFlagValues, 'exhibit-dims' | 'superclasses'>

/** What an evaluation searches. */
interface Searched {
  part: Part
  flags: ModelFlagValues
  models: readonly (NamedModel | null)[] // null: rows are read as they stand
  database: Reading
  queries: Reading
}

/**
 * Read as the first evaluation that searches them reads them. What cannot be shown is told by a note.
 * @param reports by name @returns undefined where there are none @throws the signal's reason
 */
export async function exhibitsOfParts(
  parts: readonly Part[],
  reports: ReadonlyMap<string, Report>,
  asked: AskedExhibits,
  tablesFor: TablesFor,
  circumstances: Omit<ExhibitCircumstances, 'typedModel'>,
): Promise<Exhibits | undefined> {
  const { note, signal } = circumstances
  const measured = parts.filter(({ entry }) => reports.has(entry.name))
  const shown = new Set<string>() // models with what they were searched by
  const made = new Map<string, Exhibits[]>() // by evaluation
  for (const { part, flags, models, database, queries } of await searchedBy(measured, tablesFor, note)) {
    const keyOf = (model: NamedModel | null) => JSON.stringify([database.path, queries.path, model?.path])
    const others = models.filter((model) => !shown.has(keyOf(model)))
    if (others.length === 0) continue
    const { name } = part.entry
    const report = reports.get(name)!
    const hasClasses = report.inputs.some(({ role, classes }) => role === 'queries' && classes !== null)
    if (asked.superclasses !== undefined && !hasClasses)
      note(`maps of ${name} are without --superclasses: its queries name no classes`)
    const superclasses = hasClasses ? asked.superclasses : undefined
    const named = others.filter((model) => model !== null)
    const given: ExhibitFlagValues = {
      ...flags,
      ...asked,
      superclasses,
      database: database.path,
      'database-labels': database.labels ?? undefined,
      queries: queries.path,
      'queries-labels': queries.labels ?? undefined,
      model: named.length === 0 ? undefined : named,
      seed: typeof part.flags.seed === 'number' ? part.flags.seed : 0,
    }
    try {
      const exhibits = await makeExhibits([report], given, { ...circumstances, typedModel: named.length > 0 })
      made.set(name, [...(made.get(name) ?? []), exhibits])
      for (const model of others) shown.add(keyOf(model))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof UserError)) throw error
      note(`no exhibits of ${name}: ${error.message}`)
    }
  }
  return made.size === 0 ? undefined : joined(made)
}

/** In the order of the evaluations. Queries of which only the judged are embedded are left out, which is noted. */
async function searchedBy(
  parts: readonly Part[],
  tablesFor: TablesFor,
  note: (text: string) => void,
): Promise<Searched[]> {
  const found: Searched[] = []
  let searches = 0
  for (const part of parts) {
    const { command, entry } = part
    if (!('plan' in command)) continue
    const plan = await command.plan(tablesFor)
    const models = await modelsOf(plan)
    const of = (role: TableRole) => plan.readings.filter((reading) => reading.role === role)
    for (const database of of('database'))
      for (const queries of of('queries')) {
        searches++
        if (queries.wanted.rows === null) found.push({ part, flags: plan.flags, models, database, queries })
        else note(`no exhibits of ${entry.name}: of ${queries.path}, only the queries with judgments are embedded`)
      }
  }
  if (searches === 0) note('no exhibits: no evaluation searches a database')
  return found
}

/** Models that are shown of several evaluations go by the names of these, too. */
function joined(made: ReadonlyMap<string, readonly Exhibits[]>): Exhibits {
  const all = [...made.values()].flat()
  const names = all.flatMap(({ sheets }) => sheets.map(({ model }) => model))
  const isTwice = (model: string) => names.indexOf(model) !== names.lastIndexOf(model)
  const under = <T extends { model: string }>(item: T, of: string): T =>
    isTwice(item.model) ? { ...item, model: `${item.model} (${of})` } : item
  const each = [...made].flatMap(([of, exhibits]) => exhibits.map((one) => ({ of, ...one })))
  return {
    sheets: each.flatMap(({ of, sheets }) => sheets.map((sheet) => under(sheet, of))),
    maps: each.flatMap(({ of, maps }) => maps.map((map) => under(map, of))),
  }
}
