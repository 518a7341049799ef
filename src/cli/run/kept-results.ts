/**
 * Which results of a folder can be used again. `.run-state` beside them keeps, of each, what it was made from: a digest of
 * the settings (flags, defaults included, and the version of this tool), the contents of all that was read, and the result's
 * own. Machine and device are not among them: a report says itself where it was measured.
 */
import { access, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sha256 } from '../../data/files/fingerprint.js'
import { writeWhole } from '../../data/files/whole-file.js'
import type { Report } from '../../types.js'
import { openDigests } from '../digests.js'
import { outputPaths } from '../outputs.js'
import { digestOf, type Ingredient, ingredientsOf, settingsOf } from './ingredients.js'
import type { Part } from './parts.js'

/** What one result was made from. */
interface Made {
  settings: string // digest
  ingredients: readonly Ingredient[]
  result: string // digest
}

interface State {
  schemaVersion: 1
  evaluations: Readonly<Record<string, Made>>
}

export interface KeptResults {
  /** The file of an evaluation's report. */
  file(name: string): string
  /** The report that can be used again, or why there is none. */
  find(part: Part): Promise<{ report: Report; why: null } | { report: null; why: string }>
  /** Writes a report, and what it was made from. */
  keep(part: Part, report: Report): Promise<void>
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
      for (const path of outputPaths(part.flags)) if (!(await isThere(path))) return none(`${path} is gone`)
      return { report: JSON.parse(text) as Report, why: null }
    },
    async keep(part, report) {
      const { name } = part.entry
      const text = `${JSON.stringify(report, null, 2)}\n`
      await writeWhole(file(name), text)
      const ingredients = await ingredientsOf(part, report, base, openDigests(memory))
      made.set(name, { settings: settingsOf(part, base, version), ingredients, result: sha256(text) })
      await save()
    },
    async drop(name) {
      if (!made.delete(name)) return
      await rm(file(name), { force: true })
      await save()
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
