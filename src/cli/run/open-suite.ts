/** What `run` was asked for → evaluations that are ready, and where their results go. */
import { dirname } from 'node:path'
import { fromFolder } from '../config/config.js'
import { chosenNames, entriesOf } from './entries.js'
import { type KeptResults, openKeptResults } from './kept-results.js'
import { type Common, commandShapes, openPart, type Part } from './parts.js'
import { requireApart, togetherIn } from './together.js'

export interface OpenSuite {
  parts: readonly Part[] // of all evaluations that are listed
  todo: readonly Part[] // those that were chosen
  chosen: ReadonlySet<string> // their names
  kept: KeptResults
  folder: string // of the results
  together: readonly string[] // files that show all of them
  memory: string // folder of embeddings and digests
}

/** @param names of evaluations; []: all @throws UserError (exit 2) for keys, values and files that cannot be */
export async function openSuite(
  names: readonly string[],
  common: Common,
  { results, output = [] }: { results: string | undefined; output: string[] | undefined },
): Promise<OpenSuite> {
  const { oclif, config, scratch } = common
  const entries = entriesOf(config, commandShapes(oclif))
  const chosen = chosenNames(names, entries)
  const parts: Part[] = []
  for (const entry of entries) parts.push(await openPart(entry, common))
  const base = dirname(config.path)
  const folder = results ?? fromFolder(base, 'results', false)
  const memory = scratch ?? oclif.cacheDir
  const kept = await openKeptResults(folder, base, oclif.version, memory)
  const together = togetherIn(folder, output)
  await requireApart(parts, [...together, ...entries.map(({ name }) => kept.file(name))])
  return { parts, todo: parts.filter(({ entry }) => chosen.has(entry.name)), chosen, kept, folder, together, memory }
}
