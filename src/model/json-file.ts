/** A JSON file of settings beside a model, and its values with their types checked. */
import { readFile } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../errors.js'

export interface JsonFile {
  path: string
  values: Readonly<Record<string, unknown>> // {}: the file is not there
}

/** @throws UserError (exit 3) for a file that is no JSON object */
export async function readJson(path: string): Promise<JsonFile> {
  return (await findJson(path)) ?? { path, values: {} }
}

/** The same, or null where there is no file. */
export async function findJson(path: string): Promise<JsonFile | null> {
  const values = await parseJson(path)
  if (values === undefined) return null
  if (isObject(values)) return { path, values }
  throw dataError('config-damaged', `${path} holds ${described(values)}; expected a JSON object`)
}

/** What a JSON file holds, or undefined without one. @throws UserError (exit 3) for one that cannot be read or parsed */
export async function parseJson(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw dataError('config-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw dataError('config-damaged', `${path} is not JSON: ${messageOf(error)}`)
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The whole number of at least `least` under a key, or null. @throws UserError (exit 3) for anything else */
export function integerIn(file: JsonFile, key: string, least = 0): number | null {
  const value = file.values[key] ?? null
  if (value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value
  throw unexpected(file, key, `a whole number of at least ${least}`)
}

export function textIn(file: JsonFile, key: string): string | null {
  const value = file.values[key] ?? null
  if (value === null || typeof value === 'string') return value
  throw unexpected(file, key, 'a text')
}

export function flagIn(file: JsonFile, key: string): boolean | null {
  const value = file.values[key] ?? null
  if (value === null || typeof value === 'boolean') return value
  throw unexpected(file, key, 'true or false')
}

export function unexpected({ path, values }: JsonFile, key: string, expected: string): Error {
  return dataError('config-value', `${path}: "${key}" is ${JSON.stringify(values[key])}; expected ${expected}`)
}

function described(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `${JSON.stringify(value)}`
}
