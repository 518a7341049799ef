/**
 * Settings from the environment and the config file, as if they had been typed. Order: flag, then environment
 * (`MRL_EVAL_…`), then config file, then default. Every flag is a config key of the same name; a section named after a
 * command holds for that command alone.
 */
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { lilconfig } from 'lilconfig'
import { parse as parseYaml } from 'yaml'
import { messageOf, systemCode, usageError } from '../errors.js'
import { NAMED_FLAGS, NAMED_PATH, PATH_FLAGS, PRESET_FLAGS, SPACED_FLAGS } from './path-flags.js'

/** What is known of a flag. */
export interface FlagShape {
  type: 'boolean' | 'option'
  allowNo?: boolean | undefined
  char?: string | undefined
  multiple?: boolean | undefined
}

export interface ConfigFile {
  path: string
  values: Readonly<Record<string, unknown>>
}

const NAMES = ['mrl-eval.config.yaml', 'mrl-eval.config.yml', 'mrl-eval.config.json']
const NEVER = new Set(['config', 'help', 'json', 'version'])

/**
 * The config file that was named, else the nearest one at or above the working folder, else null.
 * @throws UserError (exit 2) when it is missing, cannot be parsed or is no mapping
 */
export async function loadConfig(named: string | null): Promise<ConfigFile | null> {
  const path = named === null ? await search() : resolve(named)
  if (path === null) return null
  let values: unknown
  try {
    values = parseYaml(await readFile(path, 'utf8')) ?? {} // JSON is YAML
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw usageError('config-missing', `no config file at ${path}`)
    throw usageError('config-unreadable', `${path} cannot be read: ${messageOf(error).split('\n')[0]}`)
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw usageError('config-shape', `${path}: expected keys and values at the top level`)
  }
  return { path, values: values as Record<string, unknown> }
}

async function search(): Promise<string | null> {
  const loaders = Object.fromEntries(['.yaml', '.yml', '.json'].map((extension) => [extension, (path: string) => path]))
  const found = await lilconfig('mrl-eval', { searchPlaces: NAMES, loaders, stopDir: '/' }).search()
  return found?.filepath ?? null
}

/** @throws UserError (exit 2) for a key that no flag or command has, naming the nearest one that exists */
export function requireKnownKeys(
  { path, values }: ConfigFile,
  commands: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const everyFlag = new Set([...commands.values()].flatMap((flags) => [...flags]))
  for (const [key, value] of Object.entries(values)) {
    const section = commands.get(key)
    if (section === undefined) requireKey(key, everyFlag, [...everyFlag, ...commands.keys()], path)
    else
      for (const inner of Object.keys(asSection(value, key, path)))
        requireKey(inner, section, [...section], `${path}, section ${key}`)
  }
}

function requireKey(key: string, known: ReadonlySet<string>, names: readonly string[], place: string): void {
  if (known.has(key) && !NEVER.has(key)) return
  const distance = (name: string) => (name.startsWith(key) ? 0 : editDistance(key, name))
  const nearest = names.filter((name) => !NEVER.has(name)).toSorted((a, b) => distance(a) - distance(b))[0]
  throw usageError('config-key', `${place}: unknown key "${key}"`, `did you mean ${nearest}?`)
}

function asSection(value: unknown, key: string, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw usageError('config-shape', `${path}: expected keys and values under ${key}`)
}

/** Arguments for every flag that was not typed but is set in the environment or the config file. */
export function layeredArgv(
  argv: readonly string[],
  command: string,
  flags: Readonly<Record<string, FlagShape>>,
  env: NodeJS.ProcessEnv,
  config: ConfigFile | null,
): string[] {
  const section = config?.values[command]
  const values = {
    ...config?.values,
    ...(section === undefined ? {} : asSection(section, command, config!.path)),
  }
  const added: string[] = []
  for (const [name, shape] of Object.entries(flags)) {
    if (NEVER.has(name) || isTyped(name, shape, argv)) continue
    const variable = env[`MRL_EVAL_${name.toUpperCase().replaceAll('-', '_')}`]
    if (variable !== undefined && variable !== '') added.push(...fromEnvironment(name, shape, variable))
    else if (values[name] !== undefined && values[name] !== null)
      added.push(...fromConfig(name, shape, values[name], config!.path, command))
  }
  return [...added, ...argv]
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
  const values = shape.multiple ? text.split(SPACED_FLAGS.has(name) ? /\s+/ : ',') : [text]
  return values.map((value) => `--${name}=${value}`)
}

/** A switch that is off needs no word, unless it is on by default. */
function fromSwitch(name: string, { allowNo }: FlagShape, on: boolean): string[] {
  if (on) return [`--${name}`]
  return allowNo ? [`--no-${name}`] : []
}

function fromConfig(name: string, shape: FlagShape, value: unknown, path: string, command: string): string[] {
  if (shape.type === 'boolean') {
    if (typeof value !== 'boolean')
      throw usageError('config-value', `${path}: ${name} is ${JSON.stringify(value)}; expected true or false`)
    return fromSwitch(name, shape, value)
  }
  const atConfig = (text: string) =>
    PATH_FLAGS.has(name) && !(PRESET_FLAGS.has(name) && /^\w+$/.test(text))
      ? fromFolder(dirname(path), text, NAMED_FLAGS.has(name))
      : text
  const isSeveral = typeof value === 'object' && !shape.multiple && (PATH_FLAGS.has(name) || !Array.isArray(value))
  if (isSeveral) {
    throw usageError(
      'config-value',
      `${path}: ${name} has several values; ${command} takes one`,
      `put them into a section of the command that takes several, or give one under ${command}:`,
    )
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value as object).map(
      ([key, inner]) => `--${name}=${key}=${atConfig(scalar(inner, name, path))}`,
    )
  }
  const items = (Array.isArray(value) ? value : [value]).map((item) => scalar(item, name, path))
  return shape.multiple
    ? items.map((item) => `--${name}=${atConfig(item)}`)
    : [`--${name}=${atConfig(items.join(','))}`]
}

/** A path of the config file as seen from the working folder; what is not below it stays absolute. */
function fromFolder(folder: string, text: string, isNamed: boolean): string {
  const [, name = '', path = text] = (isNamed && NAMED_PATH.exec(text)) || []
  const absolute = resolve(folder, path)
  const near = relative(process.cwd(), absolute)
  return `${name}${near.startsWith('..') || isAbsolute(near) ? absolute : near}`
}

function scalar(value: unknown, name: string, path: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw usageError('config-value', `${path}: ${name} has ${JSON.stringify(value)}; expected a string or a number`)
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, change))
    }
    previous = current
  }
  return previous[b.length]!
}
