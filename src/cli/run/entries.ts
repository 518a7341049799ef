/** The evaluations that a config file lists under `run`. */
import { dirname } from 'node:path'
import { usageError } from '../../errors.js'
import { type FlagShape, fromFolder, type OwnValues } from '../config/config.js'
import { type ConfigFile, type KeyPath, placeOf } from '../config/config-file.js'
import { asSection, nearest, requireKey } from '../config/config-keys.js'

/** Commands that give a report. */
export const EVALUATIONS = [
  'classify',
  'knn',
  'adaptive-classify',
  'retrieval',
  'few-shot',
  'similarity',
  'compare',
  'advise',
] as const

/** What is known of a command. */
export interface CommandShape {
  flags: Readonly<Record<string, FlagShape>>
  args: readonly string[] // names of what stands without a flag
}

/** One evaluation. */
export interface Entry {
  name: string // of its result file
  command: string
  own: OwnValues // the flags that it was given itself
  shared: OwnValues // those of the section that hold for every evaluation
  files: readonly string[] // what stands without a flag
  place: string // where the config file has it, for people
}

/** Keys of the section `run` that hold for every evaluation. */
const FOR_ALL = ['device', 'threads', 'cache', 'progress', 'quiet']

const KEYS: ReadonlySet<string> = new Set(['name', 'command'])
const EXAMPLE = 'run: { evaluations: [knn, { name: pairs, command: retrieval, shortlist: 16, rerank: 2048 }] }'

/**
 * @param commands those that give a report, by name
 * @throws UserError (exit 2) for a list that is missing or empty, unknown commands and keys, and names that are no file names or used twice
 */
export function entriesOf(config: ConfigFile, commands: ReadonlyMap<string, CommandShape>): Entry[] {
  const section = asSection(config.values.run ?? {}, config, ['run'])
  const list = section.evaluations
  if (!Array.isArray(list) || list.length === 0)
    throw usageError('no-evaluations', `${config.path} lists no evaluations under run.evaluations`, EXAMPLE)
  const shared = { values: Object.fromEntries(FOR_ALL.map((flag) => [flag, section[flag]])), keys: ['run'] }
  const entries: Entry[] = []
  for (const [i, item] of list.entries()) {
    const entry = entryOf(item, config, ['run', 'evaluations', i], commands)
    entries.push({ ...entry, shared, name: entry.name ?? freeName(entry.command, list, entries) })
  }
  for (const [i, { name, place }] of entries.entries()) {
    const isTwin = entries.slice(0, i).some((other) => other.name.toLowerCase() === name.toLowerCase())
    if (isTwin) throw usageError('evaluation-names', `${place}: two evaluations are called ${name}`, 'name: ANOTHER')
  }
  return entries
}

/** @param asked names; none: all. @throws UserError (exit 2) for a name that no evaluation has */
export function chosenNames(asked: readonly string[], entries: readonly Entry[]): ReadonlySet<string> {
  const names = entries.map(({ name }) => name)
  const unknown = asked.find((name) => !names.includes(name))
  if (unknown === undefined) return new Set(asked.length === 0 ? names : asked)
  throw usageError(
    'evaluation-unknown',
    `there is no evaluation "${unknown}"; there are ${names.join(', ')}`,
    `did you mean ${nearest(unknown, names)}?`,
  )
}

function entryOf(
  item: unknown,
  config: ConfigFile,
  keys: KeyPath,
  commands: ReadonlyMap<string, CommandShape>,
): Omit<Entry, 'name' | 'shared'> & { name: string | null } {
  const place = placeOf(config, keys)
  const { name = null, command, ...values } = typeof item === 'string' ? { command: item } : mapping(item, place)
  if (typeof command !== 'string')
    throw usageError('evaluation-command', `${place}: an evaluation has no command`, 'command: knn')
  const shape = commands.get(command)
  if (shape === undefined) {
    const what = `${place}: there is no evaluation "${command}"; there are ${[...commands.keys()].join(', ')}`
    throw usageError('evaluation-command', what, `did you mean ${nearest(command, [...commands.keys()])}?`)
  }
  const flags = new Set(Object.keys(shape.flags))
  for (const key of Object.keys(values))
    if (!shape.args.includes(key))
      requireKey(config, [...keys, key], { flags, others: [...KEYS, ...shape.args], of: `evaluation ${command}` })
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => !shape.args.includes(key)))
  const files = shape.args.flatMap((arg) => filesOf(values[arg], config, [...keys, arg]))
  return { name: nameOf(name, place), command, own: { values: own, keys }, files, place }
}

function mapping(item: unknown, place: string): Record<string, unknown> {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return item as Record<string, unknown>
  throw usageError(
    'config-shape',
    `${place}: an evaluation is ${JSON.stringify(item)}; expected a command, or keys and values`,
    EXAMPLE,
  )
}

/** @throws UserError (exit 2) for a name that no file can have everywhere */
function nameOf(name: unknown, place: string): string | null {
  if (name === null) return null
  if (typeof name === 'string' && /^[\p{L}\p{N}_][\p{L}\p{N}_.@+-]{0,99}$/u.test(name)) return name
  throw usageError(
    'evaluation-name',
    `${place}: the name ${JSON.stringify(name)} cannot be that of a file; expected letters, digits, "_", "-" or "."`,
    'name: nearest-5',
  )
}

/** `knn`, `knn-2`, …: the first that is neither told nor given. */
function freeName(command: string, list: readonly unknown[], before: readonly Entry[]): string {
  const told = list.map((item) => (typeof item === 'object' && item !== null && 'name' in item ? item.name : null))
  const taken = new Set([...told, ...before.map(({ name }) => name)])
  for (let i = 1; ; i++) {
    const name = i === 1 ? command : `${command}-${i}`
    if (!taken.has(name)) return name
  }
}

/** Paths that stand without a flag, `[NAME=]PATH`, relative to the config file. */
function filesOf(value: unknown, config: ConfigFile, keys: KeyPath): string[] {
  if (value === undefined || value === null) return []
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.map((item) => {
    if (typeof item === 'string') return fromFolder(dirname(config.path), item, true)
    throw usageError(
      'config-value',
      `${placeOf(config, keys)}: ${keys.at(-1)} has ${JSON.stringify(item)}; expected paths`,
    )
  })
}
