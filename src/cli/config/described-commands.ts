/** oclif's list of commands → what the config file's schema needs of it. */
import type { Config } from '@oclif/core'
import { EVALUATIONS } from '../run/entries.js'
import type { DescribedCommand, DescribedFlag } from './config-schema.js'

/** In order of their names, without `completion`, `help` and other plugins' commands. */
export function describedCommands({ commands, pjson }: Config): DescribedCommand[] {
  return commands
    .filter(({ id, pluginName }) => !['completion', 'help'].includes(id) && pluginName === pjson.name)
    .map(({ id, summary, flags = {}, args = {} }) => ({
      id,
      summary,
      flags: flags as Readonly<Record<string, DescribedFlag>>,
      args: Object.keys(args),
      evaluates: EVALUATIONS.some((name) => name === id),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
