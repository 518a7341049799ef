/** Keys of the config file: each is a flag's, a command's section, or an error that names the nearest one. */
import { usageError } from '../../errors.js'
import { nearestWord } from '../../math/edit-distance.js'
import { type ConfigFile, type KeyPath, placeOf } from './config-file.js'

/** Flags that belong on the command line. */
export const NEVER: ReadonlySet<string> = new Set(['config', 'help', 'json', 'version'])

/** Keys of the section `run` that are no flags. */
export const RUN_KEYS: readonly string[] = ['evaluations']

/**
 * @param commands their flags, by name
 * @throws UserError (exit 2) for a key that no flag or command has, naming the nearest one that exists
 */
export function requireKnownKeys(config: ConfigFile, commands: ReadonlyMap<string, ReadonlySet<string>>): void {
  const everyFlag = new Set([...commands.values()].flatMap((flags) => [...flags]))
  for (const [key, value] of Object.entries(config.values)) {
    const section = commands.get(key)
    if (section === undefined)
      requireKey(config, [key], {
        flags: everyFlag,
        others: [...commands.keys()].filter((name) => !everyFlag.has(name)),
      })
    else
      for (const inner of Object.keys(asSection(value, config, [key])))
        if (key !== 'run' || !RUN_KEYS.includes(inner))
          requireKey(config, [key, inner], {
            flags: section,
            others: key === 'run' ? RUN_KEYS : [],
            of: `section ${key}`,
          })
  }
}

/** Keys that may stand in one place. */
export interface Keys {
  flags: ReadonlySet<string>
  others?: readonly string[] // also known there
  of?: string // what has those keys, for people
}

/** @throws UserError (exit 2) for a last key that is none of these */
export function requireKey(config: ConfigFile, keys: KeyPath, { flags, others = [], of }: Keys): void {
  const key = String(keys.at(-1))
  if (flags.has(key) && !NEVER.has(key)) return
  const place = placeOf(config, keys)
  const what = `${place}${of === undefined ? '' : `, ${of}`}: unknown key "${key}"`
  const next = NEVER.has(key)
    ? `--${key} belongs on the command line`
    : `did you mean ${nearest(key, [...flags, ...others])}?`
  throw usageError('config-key', what, next)
}

/** @throws UserError (exit 2) for what has no keys */
export function asSection(value: unknown, config: ConfigFile, keys: KeyPath): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw usageError('config-shape', `${placeOf(config, keys)}: expected keys and values under ${keys.join('.')}`)
}

/** The name that is most like what was typed. */
export function nearest(typed: string, names: readonly string[]): string {
  return nearestWord(
    typed,
    names.filter((name) => !NEVER.has(name)),
  )!
}
