/** The config file: where it is, what it says, and on which line. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { lilconfig } from 'lilconfig'
import { isPair, LineCounter, parseDocument, visit } from 'yaml'
import { messageOf, systemCode, usageError } from '../../errors.js'

/** Keys and places in lists that lead to a value: `['run', 'evaluations', 0, 'k']`. */
export type KeyPath = readonly (string | number)[]

export interface ConfigFile {
  path: string
  values: Readonly<Record<string, unknown>>
  lines: ReadonlyMap<string, number> // by key path as JSON; the first line is 1
}

export const CONFIG_NAMES = ['mrl-eval.config.yaml', 'mrl-eval.config.yml', 'mrl-eval.config.json']

/**
 * The config file that was named, else the nearest one at or above the working folder, else null.
 * @throws UserError (exit 2) when it is missing, cannot be parsed or is no mapping
 */
export async function loadConfig(named: string | null): Promise<ConfigFile | null> {
  const path = named === null ? await search() : resolve(named)
  return path === null ? null : parseConfig(path, await read(path))
}

/** @throws UserError (exit 2) when the text cannot be parsed or is no mapping */
export function parseConfig(path: string, text: string): ConfigFile {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter }) // JSON is YAML
  const [problem] = document.errors
  if (problem !== undefined) throw unreadable(path, problem)
  const values: unknown = document.toJS() ?? {}
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw usageError('config-shape', `${path}: expected keys and values at the top level`)
  }
  return { path, values: values as Record<string, unknown>, lines: linesOf(document, counter) }
}

/** `PATH, line 3`; the path alone where the value stands on no line of its own. */
export function placeOf({ path, lines }: ConfigFile, keys: KeyPath): string {
  const line = lines.get(JSON.stringify(keys))
  return line === undefined ? path : `${path}, line ${line}`
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw usageError('config-missing', `no config file at ${path}`, 'mrl-eval init writes one')
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): Error {
  return usageError('config-unreadable', `${path} cannot be read: ${messageOf(error).split('\n')[0]}`)
}

async function search(): Promise<string | null> {
  const loaders = Object.fromEntries(['.yaml', '.yml', '.json'].map((extension) => [extension, (path: string) => path]))
  const found = await lilconfig('mrl-eval', { searchPlaces: [...CONFIG_NAMES], loaders, stopDir: '/' }).search()
  return found?.filepath ?? null
}

function linesOf(document: ReturnType<typeof parseDocument>, counter: LineCounter): Map<string, number> {
  const lines = new Map<string, number>()
  const keysOf = new Map<unknown, KeyPath>([[document.contents, []]])
  const note = (node: unknown, keys: KeyPath, at: unknown) => {
    keysOf.set(node, keys)
    const range = (at as { range?: readonly number[] } | null)?.range
    if (range !== undefined) lines.set(JSON.stringify(keys), counter.linePos(range[0]!).line)
  }
  visit(document, {
    Map(_, map) {
      const own = keysOf.get(map) ?? []
      for (const pair of map.items) if (isPair(pair)) note(pair.value, [...own, String(pair.key)], pair.key)
    },
    Seq(_, list) {
      const own = keysOf.get(list) ?? []
      for (const [i, item] of list.items.entries()) note(item, [...own, i], item)
    },
  })
  return lines
}
