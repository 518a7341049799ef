/** Evaluations that a config file lists → commands that are ready to run, in this process. */
import { resolve } from 'node:path'
import type { Config } from '@oclif/core'
import { UserError } from '../../errors.js'
import type { Whole } from '../base.js'
import { type FlagShape, fromConfig, layeredArgv, variableOf } from '../config/config.js'
import type { ConfigFile } from '../config/config-file.js'
import type { EvaluationCommand } from '../evaluation.js'
import type { ReportCommand } from '../report/report-command.js'
import type { ResultFlagValues } from '../report/result-flags.js'
import { type CommandShape, type Entry, EVALUATIONS } from './entries.js'
import { failureOfPart } from './suggestions.js'

/** An evaluation whose flags were read. */
export interface Part {
  entry: Entry
  command: ReportCommand | EvaluationCommand // the latter reads rows, and takes time to speak of
  flags: PartFlags
}

/** Values of the flags that all evaluating commands have, and of others by name. */
export type PartFlags = ResultFlagValues & { quiet: boolean } & Readonly<Record<string, unknown>>

interface Loaded {
  new (argv: string[], oclif: Config): ReportCommand | EvaluationCommand
  baseFlags: Readonly<Record<string, FlagShape>>
  flags: Readonly<Record<string, FlagShape>>
}

/** What all parts have in common. */
export interface Common {
  oclif: Config
  config: ConfigFile
  typed: readonly string[] // arguments of `run` that hold for its parts, too
  silent: boolean // parts print nothing
  scratch: string | null
  stop: AbortController
  baselines: string | null // folder with a baseline NAME.json for each evaluation that has one
}

/** The evaluating commands that there are, by name. */
export function commandShapes({ commands }: Config): Map<string, CommandShape> {
  return new Map(
    EVALUATIONS.flatMap((id) => {
      const found = commands.find((command) => command.id === id)
      if (found === undefined) return []
      return [[id, { flags: found.flags as Record<string, FlagShape>, args: Object.keys(found.args ?? {}) }] as const]
    }),
  )
}

/**
 * With the baseline of the run's folder, where a rule speaks of one and the evaluation was given none.
 * @throws UserError (exit 2), naming the evaluation, for flags that cannot be
 */
export async function openPart(entry: Entry, common: Common): Promise<Part> {
  const part = await opened(entry, common, {})
  const { gate, baseline } = part.flags
  const isNeeded = baseline === undefined && gate?.some(({ bound }) => bound.kind === 'baseline')
  if (common.baselines === null || !isNeeded) return part
  return opened(entry, common, { baseline: resolve(common.baselines, `${entry.name}.json`) })
}

/** @param more flags that were not typed */
async function opened(
  entry: Entry,
  { oclif, config, typed, silent, scratch, stop }: Common,
  more: Readonly<Record<string, string>>,
): Promise<Part> {
  const Command = (await oclif.findCommand(entry.command, { must: true }).load()) as unknown as Loaded // oclif calls every class abstract
  const flags = { ...Command.baseFlags, ...Command.flags }
  const common = [...typed, ...(silent ? ['--json'] : [])]
  const own = { ...entry.own, values: { ...more, ...entry.own.values } }
  const argv = layeredArgv(common, entry.command, flags, process.env, config, [own, entry.shared])
  const command = new Command([...argv, ...entry.files], oclif)
  command.id = entry.command
  const whole: Whole = { stop, scratch, typed: [...common, ...ownArgv(entry, flags, config)] }
  try {
    return { entry, command, flags: (await command.asPart(whole)) as PartFlags }
  } catch (error) {
    const { message, code, exitCode, suggestions } = failureOfPart({ entry, command }, error as Error)
    if (exitCode !== 2 && exitCode !== 3) throw error
    throw new UserError(code, exitCode, `${entry.place}, evaluation ${entry.name}: ${message}`, suggestions)
  }
}

/** What the evaluation itself was given, which counts as typed; the environment goes before it. */
function ownArgv({ own, command }: Entry, flags: Readonly<Record<string, FlagShape>>, config: ConfigFile): string[] {
  return Object.entries(own.values).flatMap(([name, value]) => {
    if (value === null || value === undefined || variableOf(name, process.env) !== null) return []
    return fromConfig(name, flags[name]!, value, { config, keys: [...own.keys, name], command })
  })
}
