/** What an evaluation reads and searches: as its command would, without doing it. */
import type { AskedDims } from '../../evaluate/dims.js'
import type { Distance } from '../../types.js'
import { toldColumns } from '../flags/flags.js'
import { withSplits } from '../flags/split-flag.js'
import { type NamedModel, resolveModels } from '../tables/models.js'
import { standsAlone } from '../tables/stored-tables.js'
import type { Extra } from './extras.js'
import type { Part } from './parts.js'
import { type PartFlags, PLANS, type Reading, type SearchWork } from './plans.js'

export interface Work {
  models: readonly (NamedModel | null)[] // null: rows are read as they stand
  readings: readonly Reading[]
  search: SearchWork | null
  dims: AskedDims
  distance: Distance
  extras: readonly Extra[]
  untold: readonly string[] // what takes time beside, and is not foretold
}

/** @throws UserError for what is missing, or cannot be read */
export async function workOf({ entry, command, flags: parsed }: Part): Promise<Work> {
  const given = parsed as unknown as PartFlags
  const flags = withSplits(given, given.split ?? [], false)
  const {
    readings,
    search,
    extras = [],
    untold = [],
  } = await PLANS[entry.command]!(flags, {
    files: entry.files,
    isTyped: (flag) => command.isTyped(flag),
  })
  const { dims = 'all', distance = 'cosine' } = flags
  return { models: await modelsFor(flags, readings), readings, search, dims, distance, extras, untold }
}

/** None where all that is read stands alone, as the commands have it. */
async function modelsFor(flags: PartFlags, readings: readonly Reading[]): Promise<readonly (NamedModel | null)[]> {
  const columns = toldColumns(flags.column ?? [])
  for (const { path, text } of readings)
    if (text !== null || !(await standsAlone(path, columns))) {
      const models = await resolveModels(flags.model ?? [])
      return models.length > 0 ? models : [null]
    }
  return [null]
}

/** Commands that are told of nothing here: they read results, and take no time to speak of. */
export function isForetold(command: string): boolean {
  return Object.hasOwn(PLANS, command)
}
