/** Flags of `report --exhibits` and `run --exhibits`: what they show, and `report` of which models and data. */
import { extname } from 'node:path'
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import { database, databaseLabels, parseDims, queries, queriesLabels } from './flags.js'
import { modelFlags } from './model-flags.js'
import { seed } from './reduce-flag.js'

const GROUP = 'EXHIBITS'

const own = {
  exhibits: Flags.boolean({
    summary: 'nearest rows and maps of the queries in the .html page, at few dims and at many',
    helpGroup: GROUP,
    default: false,
  }),
  'exhibit-dims': Flags.custom<AskedDims>({
    summary: 'dims that stand side by side; by default the least, 64 or another one between, and the largest',
    helpGroup: GROUP,
    helpValue: '8,64,2048',
    default: 'all',
    parse: async (text) => (text === 'all' ? 'all' : parseDims(text, '--exhibit-dims')),
  })(),
}

const superclasses = Flags.string({
  summary: 'colour the maps by superclass: a CSV file "class,superclass", or a JSON object',
  helpGroup: GROUP,
  helpValue: 'FILE',
})

/** Those that say nothing without --exhibits. */
const needed = {
  ...modelFlags,
  database,
  'database-labels': databaseLabels,
  queries,
  'queries-labels': queriesLabels,
  superclasses,
  seed,
}

export const exhibitFlags = { ...own, ...inGroup(needed) }

/** Of `run`, which has models and data in its evaluations. */
export const pageFlags = { ...own, superclasses }

function inGroup<T extends object>(flags: T): T {
  const moved = Object.entries(flags).map(([name, flag]) => [name, { ...flag, helpGroup: GROUP }])
  return { ...flags, ...Object.fromEntries(moved) }
}

/**
 * Whether exhibits are to be made: they were asked for, and there is a page to show them.
 * @param outputs files that will be written
 * @param isTyped on the command line itself; what a config file says for all commands need not be of use to each
 * @param flags that say nothing without --exhibits
 * @throws UserError (exit 2) for flags that were typed and would say nothing
 */
export function wantsExhibits(
  { exhibits, outputs }: { exhibits: boolean; outputs: readonly string[] },
  isTyped: (flag: string) => boolean,
  flags: readonly string[] = Object.keys(needed),
): boolean {
  const hasPage = outputs.some((path) => extname(path) === '.html')
  if (exhibits && hasPage) return true
  if (exhibits && isTyped('exhibits'))
    throw usageError(
      'exhibits-unused',
      '--exhibits stands in a .html page, and none is written',
      '--output report.html',
    )
  const unused = ['exhibit-dims', ...flags].find(isTyped)
  if (unused !== undefined)
    throw usageError('exhibits-unused', `--${unused} is of use with --exhibits alone`, 'add --exhibits')
  return false
}
