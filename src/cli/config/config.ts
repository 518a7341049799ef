/**
 * Settings from the environment and the config file, as if they had been typed. Order: flag, then environment
 * (`MRL_EVAL_…`), then config file, then default. Every flag is a config key of the same name; a section named after a
 * command holds for that command alone, and what an evaluation of `run` lists for that evaluation.
 */
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { usageError } from '../../errors.js'
import { NAMED_FLAGS, NAMED_PATH, OUTPUT_FLAGS, PATH_FLAGS, PRESET_FLAGS, separatorOf } from '../flags/path-flags.js'
import { type ConfigFile, type KeyPath, placeOf } from './config-file.js'
import { asSection, NEVER } from './config-keys.js'

/** What is known of a flag. */
export interface FlagShape {
  type: 'boolean' | 'option'
  allowNo?: boolean | undefined
  char?: string | undefined
  multiple?: boolean | undefined
}

/** Files for single commands, folders for `run`. */
const BASELINES: ReadonlySet<string> = new Set(['baseline', 'write-baseline'])

/** Flags that an evaluation of `run` does not have from the top level, where they are of single commands or of `run` itself. */
const OWN_ONLY: ReadonlySet<string> = new Set([...OUTPUT_FLAGS, ...BASELINES])

/** Settings of one evaluation, and where the config file has them. */
export interface OwnValues {
  values: Readonly<Record<string, unknown>>
  keys: KeyPath
}

/**
 * Arguments for every flag that was not typed but is set in the environment or the config file.
 * @param own of an evaluation of `run`: settings that go before those of the command's section, the nearest first
 */
export function layeredArgv(
  argv: readonly string[],
  command: string,
  flags: Readonly<Record<string, FlagShape>>,
  env: NodeJS.ProcessEnv,
  config: ConfigFile | null,
  own: readonly OwnValues[] = [],
): string[] {
  const added: string[] = []
  for (const [name, shape] of Object.entries(flags)) {
    if (NEVER.has(name) || isTyped(name, shape, argv)) continue
    const variable = own.length > 0 && OWN_ONLY.has(name) ? null : variableOf(name, env)
    if (variable !== null) added.push(...fromEnvironment(name, shape, variable))
    else if (config !== null) added.push(...configured(name, shape, config, command, own))
  }
  return [...added, ...argv]
}

/** The environment's word on a flag. */
export function variableOf(flag: string, env: NodeJS.ProcessEnv): string | null {
  return env[`MRL_EVAL_${flag.toUpperCase().replaceAll('-', '_')}`] || null
}

/** From an evaluation's own settings, else the command's section, else the top level, where sections are no flags. */
function configured(
  name: string,
  shape: FlagShape,
  config: ConfigFile,
  command: string,
  own: readonly OwnValues[],
): string[] {
  const section = config.values[command]
  const isOfOne = (own.length > 0 && OWN_ONLY.has(name)) || (command === 'run' && BASELINES.has(name))
  const isCommon = name !== 'run' && !isOfOne // `run:` lists evaluations, --run names files
  const layers: OwnValues[] = [
    ...own,
    ...(section === undefined ? [] : [{ values: asSection(section, config, [command]), keys: [command] }]),
    ...(isCommon ? [{ values: config.values, keys: [] }] : []),
  ]
  const layer = layers.find(({ values }) => values[name] !== undefined && values[name] !== null)
  if (layer === undefined) return []
  return fromConfig(name, shape, layer.values[name], { config, keys: [...layer.keys, name], command })
}

function isTyped(name: string, { char }: FlagShape, argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).some((arg) => {
    const flag = arg.split('=')[0]
    return flag === `--${name}` || flag === `--no-${name}` || (char !== undefined && flag === `-${char}`)
  })
}

function fromEnvironment(name: string, shape: FlagShape, text: string): string[] {
  if (shape.type === 'boolean') return fromSwitch(name, shape, /^(1|true|yes|on)$/i.test(text))
  const values = shape.multiple ? text.trim().split(separatorOf(name)) : [text]
  return values.map((value) => `--${name}=${value}`)
}

/** A switch that is off needs no word, unless it is on by default. */
function fromSwitch(name: string, { allowNo }: FlagShape, on: boolean): string[] {
  if (on) return [`--${name}`]
  return allowNo ? [`--no-${name}`] : []
}

/** Where a value stands in the config file, and which command it is for. */
export interface Standing {
  config: ConfigFile
  keys: KeyPath
  command: string
}

/** The arguments that a value of the config file stands for. @throws UserError (exit 2) when the flag cannot have it */
export function fromConfig(name: string, shape: FlagShape, value: unknown, standing: Standing): string[] {
  const { config, keys, command } = standing
  const place = placeOf(config, keys)
  if (shape.type === 'boolean') {
    if (typeof value !== 'boolean')
      throw usageError('config-value', `${place}: ${name} is ${JSON.stringify(value)}; expected true or false`)
    return fromSwitch(name, shape, value)
  }
  const atConfig = (text: string) =>
    PATH_FLAGS.has(name) && !(PRESET_FLAGS.has(name) && /^\w+$/.test(text))
      ? fromFolder(dirname(config.path), text, NAMED_FLAGS.has(name))
      : text
  const isSeveral = typeof value === 'object' && !shape.multiple && (PATH_FLAGS.has(name) || !Array.isArray(value))
  if (isSeveral) {
    throw usageError(
      'config-value',
      `${place}: ${name} has several values; ${command} takes one`,
      `put them into a section of the command that takes several, or give one under ${command}:`,
    )
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value as object).map(
      ([key, inner]) => `--${name}=${key}=${atConfig(scalar(inner, name, place))}`,
    )
  }
  const items = (Array.isArray(value) ? value : [value]).map((item) => scalar(item, name, place))
  return shape.multiple
    ? items.map((item) => `--${name}=${atConfig(item)}`)
    : [`--${name}=${atConfig(items.join(','))}`]
}

/** A path of the config file as seen from the working folder; what is not below it stays absolute. */
export function fromFolder(folder: string, text: string, isNamed: boolean): string {
  const [, name = '', path = text] = (isNamed && NAMED_PATH.exec(text)) || []
  const absolute = resolve(folder, path)
  const near = relative(process.cwd(), absolute)
  return `${name}${near.startsWith('..') || isAbsolute(near) ? absolute : near}`
}

function scalar(value: unknown, name: string, place: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw usageError('config-value', `${place}: ${name} has ${JSON.stringify(value)}; expected a string or a number`)
}
