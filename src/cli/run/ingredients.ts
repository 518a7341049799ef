/** What a result was made from: its settings, and the contents of all that was read. */
import { relative, resolve } from 'node:path'
import type { Role } from '../../data/columns/columns.js'
import { sha256 } from '../../data/files/fingerprint.js'
import type { Report } from '../../types.js'
import { toldColumns } from '../flags/flags.js'
import { PATH_FLAGS } from '../flags/path-flags.js'
import { inputPaths, outputPaths } from '../report/outputs.js'
import type { Digests } from '../tables/digests.js'
import type { Part } from './parts.js'

/** Contents that were read. */
export interface Ingredient {
  role: string // as in the report; `images`: files that rows name by path; `file`: named by another flag
  path: string // as seen from the config file's folder
  sha256: string
}

/** Flags that shape no number, and nothing that is kept. */
const SHAPELESS: ReadonlySet<string> = new Set(['quiet', 'progress', 'json', 'config', 'cache', 'plot'])

/** Flags that say what becomes of what was measured. */
const CONCLUDING: ReadonlySet<string> = new Set(['gate', 'baseline', 'allow-mismatch', 'output', 'write-baseline'])

/** Roles of inputs whose rows may name images by path. */
const ROWS: ReadonlySet<string> = new Set(['database', 'queries', 'data', 'holdout', 'train'])

/** Digest of the command, its flags with their defaults, the files that it writes while measuring, and the tool's version. */
export function settingsOf(part: Part, base: string, version: string): string {
  const { entry, flags } = part
  const shaping = listed(flags, base, (name) => !SHAPELESS.has(name) && !CONCLUDING.has(name))
  const files = [...entry.files, ...outcomesOf(part)].map((path) => fromBase(path, base))
  return sha256(JSON.stringify([version, entry.command, files, shaping]))
}

/** Files of --output that are written while measuring. */
export function outcomesOf({ command, flags }: Part): readonly string[] {
  return command.outcomeFiles(flags.output as readonly string[] | undefined)
}

/** Digest of rules, of the baseline that they speak of, and of where the result goes. */
export async function conclusionOf({ flags }: Part, base: string, digests: Digests): Promise<string> {
  const { baseline } = flags
  const held = typeof baseline === 'string' ? await digests.of(baseline).catch(() => null) : null
  return sha256(JSON.stringify([held, listed(flags, base, (name) => CONCLUDING.has(name))]))
}

/** Flags that have a value, in order of their names, with paths as seen from a folder. */
function listed(flags: Part['flags'], base: string, isWanted: (name: string) => boolean): unknown[] {
  const near = (path: string) => fromBase(path, base)
  return Object.entries(flags)
    .filter(([name, value]) => isWanted(name) && value !== undefined)
    .map(([name, value]) => [name, PATH_FLAGS.has(name) ? withPaths(value, near) : value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What the report says was read, and what else the flags name; without the baseline, which shapes no number. */
export async function ingredientsOf(
  part: Part,
  { inputs }: Report,
  base: string,
  digests: Digests,
): Promise<Ingredient[]> {
  const found: Ingredient[] = []
  const add = async (role: string, path: string) => {
    const digest = await digestOf(role, path, part, digests)
    if (digest !== null) found.push({ role, path: fromBase(path, base), sha256: digest })
  }
  for (const { role, path } of inputs) {
    if (role === 'baseline') continue
    await add(role, path)
    if (ROWS.has(role)) await add('images', path)
  }
  const read = new Set(found.map(({ path }) => path))
  const written = new Set(outputPaths(part.flags))
  for (const path of new Set(inputPaths({ ...part.flags, model: undefined, config: undefined, baseline: undefined })))
    if (!read.has(fromBase(path, base)) && !written.has(path)) await add('file', path)
  return found
}

/** null: there is nothing, or nothing that can be read. */
export async function digestOf(role: string, path: string, { flags }: Part, digests: Digests): Promise<string | null> {
  const columns = () => toldColumns((flags.column as (readonly [Role, string])[] | undefined) ?? [])
  const digest =
    role === 'model'
      ? digests.ofModel({ name: '', path })
      : role === 'images'
        ? digests.ofImages(path, columns())
        : digests.of(path)
  return digest.catch(() => null)
}

function fromBase(path: string, base: string): string {
  return relative(base, resolve(path))
}

/** A path, a named path, or several, with other paths. */
function withPaths(value: unknown, change: (path: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => withPaths(item, change))
  if (typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string')
    return { ...value, path: change(value.path) }
  return value
}
