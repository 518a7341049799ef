/** `run --exhibits`: exhibits of every database and queries that evaluations search, once for each model. */
import { UserError } from '../../errors.js'
import type { Exhibits } from '../../exhibits.js'
import type { Report } from '../../types.js'
import { type ExhibitCircumstances, type ExhibitFlagValues, makeExhibits } from '../exhibits/exhibits.js'
import type { NamedModel } from '../tables/models.js'
import type { TableRole } from '../tables/stored-tables.js'
import type { Part } from './parts.js'
import { isForetold, workOf } from './work.js'

/** What `run` itself was asked for; the rest is as in the evaluations. */
export type AskedExhibits = Pick<ExhibitFlagValues, 'exhibit-dims' | 'superclasses'>

/** What an evaluation searches as none before it does. */
interface Searched {
  part: Part
  models: readonly NamedModel[] // []: rows are read as they stand
  database: string
  queries: string
}

/**
 * Read as the first evaluation that searches them reads them. What cannot be shown is told by a note.
 * @param reports by name @returns undefined where there are none @throws the signal's reason
 */
export async function exhibitsOfParts(
  parts: readonly Part[],
  reports: ReadonlyMap<string, Report>,
  asked: AskedExhibits,
  circumstances: Omit<ExhibitCircumstances, 'typedModel'>,
): Promise<Exhibits | undefined> {
  const measured = parts.filter(({ entry }) => reports.has(entry.name))
  const searched = await searchedBy(measured)
  if (searched.length === 0)
    circumstances.note('no exhibits: no evaluation has a database, and queries that are all embedded')
  const made = new Map<string, Exhibits[]>() // by evaluation
  for (const { part, models, database, queries } of searched) {
    const { name } = part.entry
    const report = reports.get(name)!
    const hasClasses = report.inputs.some(({ role, classes }) => role === 'queries' && classes !== null)
    const superclasses = hasClasses ? asked.superclasses : undefined
    const own = { ...asked, superclasses, database, queries, model: models.length === 0 ? undefined : models }
    const flags = { seed: 0, ...part.flags, ...own } as unknown as ExhibitFlagValues
    try {
      const exhibits = await makeExhibits([report], flags, { ...circumstances, typedModel: models.length > 0 })
      made.set(name, [...(made.get(name) ?? []), exhibits])
    } catch (error) {
      circumstances.signal.throwIfAborted()
      if (!(error instanceof UserError)) throw error
      circumstances.note(`no exhibits of ${name}: ${error.message}`)
    }
  }
  return made.size === 0 ? undefined : joined(made)
}

/** In the order of the evaluations; a model is searched with the same rows once. Queries of which only the judged are embedded are left out. */
async function searchedBy(parts: readonly Part[]): Promise<Searched[]> {
  const known = new Set<string>()
  const found: Searched[] = []
  for (const part of parts) {
    if (!isForetold(part.entry.command)) continue
    const { models, readings } = await workOf(part)
    const of = (role: TableRole) =>
      readings.filter(({ role: own, wanted }) => own === role && (wanted.rows ?? null) === null) // all rows are embedded
    for (const { path: database } of of('database'))
      for (const { path: queries } of of('queries')) {
        const others = models.filter((model) => {
          const key = JSON.stringify([database, queries, model?.path])
          return !known.has(key) && known.add(key)
        })
        const named = others.filter((model) => model !== null)
        if (others.length > 0) found.push({ part, models: named, database, queries })
      }
  }
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
