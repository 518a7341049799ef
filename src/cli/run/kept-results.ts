/**
 * Which results of a folder can be used again. `.run-state` beside them keeps, of each, what it was made from: a digest of
 * the settings (flags, defaults included, and the version of this tool), the contents of all that was read, and the result's
 * own; beside these what it was held against and where it went, since other rules need no other measurement. The machine is
 * not among them: a report says itself where it was measured.
 */
import { access, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sha256 } from '../../data/files/fingerprint.js'
import { writeWhole } from '../../data/files/whole-file.js'
import type { Report } from '../../types.js'
import { unjudged } from '../gate/gate.js'
import { outputPaths } from '../report/outputs.js'
import { openDigests } from '../tables/digests.js'
import { conclusionOf, digestOf, type Ingredient, ingredientsOf, outcomesOf, settingsOf } from './ingredients.js'
import type { Part } from './parts.js'

/** What one result was made from. */
interface Made {
  settings: string // digest
  ingredients: readonly Ingredient[]
  conclusion: string // digest; '': none
  result: string // digest
}

/** What there is of an evaluation. */
export type Found =
  | { report: Report; why: null; isConcluded: boolean } // false: it is to be judged and written again, and has no verdict
  | { report: null; why: string }

interface State {
  schemaVersion: 1
  evaluations: Readonly<Record<string, Made>>
}

export interface KeptResults {
  /** The file of an evaluation's report. */
  file(name: string): string
  /** The report that can be used again, or why there is none. */
  find(part: Part): Promise<Found>
  /** Writes a report, and what it was made from. @param isConcluded false: it could not be judged, and has no verdict */
  keep(part: Part, report: Report, isConcluded: boolean): Promise<void>
  /** Removes a report that is no longer true. */
  drop(name: string): Promise<void>
}

/**
 * @param folder of the results
 * @param base folder of the config file; paths are kept as seen from it, so that the whole can be moved
 * @param memory folder where digests of files are remembered
 */
export async function openKeptResults(
  folder: string,
  base: string,
  version: string,
  memory: string,
): Promise<KeptResults> {
  const stateFile = join(folder, '.run-state')
  const made = new Map(Object.entries((await readState(stateFile))?.evaluations ?? {}))
  const file = (name: string) => join(folder, `${name}.json`)

  function save(): Promise<void> {
    const state: State = {
      schemaVersion: 1,
      evaluations: Object.fromEntries([...made].sort(([a], [b]) => (a < b ? -1 : 1))),
    }
    return writeWhole(stateFile, `${JSON.stringify(state, null, 2)}\n`)
  }

  return {
    file,
    async find(part) {
      const { name } = part.entry
      const digests = openDigests(memory) // anew: an evaluation before this one may have written what this one reads
      const known = made.get(name)
      const none = (why: string) => ({ report: null, why })
      if (known === undefined) return none('not done yet')
      const text = await readFile(file(name), 'utf8').catch(() => null)
      if (text === null) return none(`${file(name)} is gone`)
      if (sha256(text) !== known.result) return none(`${file(name)} was changed`)
      if (settingsOf(part, base, version) !== known.settings) return none('its settings changed')
      for (const { role, path, sha256: before } of known.ingredients)
        if ((await digestOf(role, resolve(base, path), part, digests)) !== before) return none(`${path} changed`)
      const { output, 'write-baseline': baseline, ...measuring } = part.flags
      const measured = [...outputPaths(measuring), ...outcomesOf(part)]
      for (const path of measured) if (!(await isThere(path))) return none(`${path} is gone`)
      const report = JSON.parse(text) as Report
      const outputs = outputPaths(report.gate?.passed === false ? { output } : { output, 'write-baseline': baseline })
      const written = await Promise.all(outputs.map(isThere))
      const isConcluded = !written.includes(false) && known.conclusion === (await conclusionOf(part, base, digests))
      return { report: isConcluded ? report : unjudged(report), why: null, isConcluded }
    },
    async keep(part, report, isConcluded) {
      const { name } = part.entry
      const text = `${JSON.stringify(report, null, 2)}\n`
      await writeWhole(file(name), text)
      const digests = openDigests(memory)
      const ingredients = await ingredientsOf(part, report, base, digests)
      const conclusion = isConcluded ? await conclusionOf(part, base, digests) : ''
      made.set(name, { settings: settingsOf(part, base, version), ingredients, conclusion, result: sha256(text) })
      await save()
    },
    async drop(name) {
      await rm(file(name), { force: true }) // also one of which nothing is known any more
      if (made.delete(name)) await save()
    },
  }
}

/** null: there is none, or none that can be read. */
async function readState(path: string): Promise<State | null> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as State
    return state.schemaVersion === 1 ? state : null
  } catch {
    return null
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
