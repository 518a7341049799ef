/** `--write-runs`: what every setting found, as TREC runs that trec_eval and its like can score. */
import { dirname, join, resolve } from 'node:path'
import { openText, type TextOutput } from '../../data/files/text-output.js'
import { rowsById } from '../../data/trec/row-ids.js'
import { runLines } from '../../data/trec/runs.js'
import { dataError, usageError } from '../../errors.js'
import { codingKeys } from '../../evaluate/precision.js'
import { runLists } from '../../evaluate/run-lists.js'
import type { Score } from '../../evaluate/score.js'
import type { Setting } from '../../types.js'

/** What the rows of some settings share, and their names. */
export interface Searches {
  model: string
  querySet: string | null
  reduction: string | null
  settings: readonly Setting[]
  queryIds: readonly string[] // of the queries that are searched for. [b]
  databaseIds: readonly string[] // of the rows that are searched. [n]
}

export interface RunFiles {
  /** The score that also writes what it is given; `finish` gives the files their names, once all queries were scored. */
  recorded(score: Score, searches: Searches): { score: Score; finish(): Promise<void> }
  written(): number
  /** Removes what was not finished. */
  close(): Promise<void>
}

const ENDING = '.trec'

/** @param inputs files that are read @throws UserError (exit 2) where one of them might be written over */
export function openRunFiles(folder: string, inputs: readonly string[]): RunFiles {
  const twin = inputs.find((path) => path.endsWith(ENDING) && resolve(dirname(path)) === resolve(folder))
  if (twin !== undefined) {
    const what = `--write-runs ${folder}: ${twin} is read, and might be written over`
    throw usageError('output-is-input', what, 'write to another folder')
  }
  const names = new Set<string>() // in lower case, since some file systems tell no others apart
  const open = new Set<TextOutput>()
  let written = 0
  return {
    recorded(score, searches) {
      const outputs = new Map(
        searches.settings.map((setting) => {
          const tag = freeName(runName(searches, setting), names)
          names.add(tag.toLowerCase())
          const output = openText(join(folder, `${tag}${ENDING}`))
          open.add(output)
          return [setting, { tag, output }]
        }),
      )
      let first = 0 // query of the next block
      return {
        async score(task) {
          for (const { setting, width, ids, scores } of runLists(task)) {
            const own = outputs.get(setting) // none for the exact search that others are only compared with
            if (own === undefined) continue
            const lines = Array.from({ length: task.queries }, (_, q) => {
              const found = ids.subarray(q * width, (q + 1) * width)
              const rows = found.includes(-1) ? found.subarray(0, found.indexOf(-1)) : found
              const documents = Array.from(rows, (id) => searches.databaseIds[id]!)
              return runLines(searches.queryIds[first + q]!, documents, scores.subarray(q * width), own.tag)
            })
            await own.output.append(lines.join(''))
          }
          first += task.queries
          return score(task)
        },
        async finish() {
          for (const { output } of outputs.values()) {
            await output.finish()
            open.delete(output)
            written++
          }
        },
      }
    },
    written: () => written,
    async close() {
      for (const output of open) await output.drop()
    },
  }
}

/** "MRL_8-200@2048": what a setting is called in a file name and as the tag of its run. */
export function runName({ model, querySet, reduction }: Searches, { index, shortlist, stages }: Setting): string {
  const { factory, clusterDim, efSearch, nprobe, coding } = index
  const told = Object.entries({ cluster: clusterDim, ef: efSearch, nprobe }).filter(([, value]) => value !== null)
  const search = factory === 'exact' ? null : [factory, ...told.map(([name, value]) => `${name}${value}`)].join('-')
  const way = [shortlist, ...stages.map(({ rows, dim }) => `${rows}@${dim}`)].join('-')
  const { precision, rescore } = codingKeys(coding)
  const stored = precision === undefined ? null : [precision, ...(rescore === undefined ? [] : [rescore])].join('+')
  return [model, querySet, reduction, stored, search, way]
    .filter((part) => part !== null)
    .map((part) => part.replaceAll(/[^\w.@=+-]+/g, '-'))
    .join('_')
    .replace(/^[.-]+/, '')
}

/** The name that was wished, with a number where it is taken. @param taken in lower case */
function freeName(wished: string, taken: ReadonlySet<string>): string {
  const base = wished.slice(0, 200) || 'run'
  let name = base
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}-${i}`
  return name
}

/** @throws UserError (exit 3) for ids that a run cannot hold, or that two rows have */
export function requireRunIds(ids: readonly string[], path: string): void {
  const advice = 'say which column holds ids: --column id=NAME'
  const bad = ids.find((id) => id === '' || /\s/.test(id))
  if (bad !== undefined) {
    const what = bad === '' ? 'an empty id' : `the id ${JSON.stringify(bad)}`
    throw dataError(
      'id-unwritable',
      `--write-runs: ${path} has ${what}; TREC runs hold ids without white space`,
      advice,
    )
  }
  rowsById(ids, path, 'the runs of --write-runs')
}
