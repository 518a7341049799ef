/** The program as a user starts it: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, vi } from 'vitest'
import schema from '../../schema/report.schema.json' with { type: 'json' }
import { definitionKey } from '../../src/report/definitions.js'
import { temporaryFolder } from '../data/temporary.js'

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const schemas = new Ajv2020({ allErrors: true, allowUnionTypes: true }).addSchema(schema)
const isDocument = schemas.getSchema(schema.$id)!

export interface Result {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Place {
  cwd?: string
  env?: Record<string, string>
}

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }) // starting a process takes a second, more on a busy machine

/**
 * None of the caller's settings.
 * @param cache folder; by default one of its own for every test file
 */
export function program(cache = temporaryFolder()): {
  run: typeof run
  start: typeof start
  json: typeof json
  cache: string
} {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(MRL_EVAL_.*|DEBUG|CI|VITEST.*|NODE_ENV|GITHUB_.*)$/.test(name),
  )
  const base = { ...Object.fromEntries(own), XDG_CACHE_HOME: cache, NO_COLOR: '1' }

  function start(args: readonly string[], { cwd = cache, env = {} }: Place = {}): ChildProcess {
    return spawn(process.execPath, [BIN, ...args], { cwd, env: { ...base, ...env } })
  }

  async function run(args: readonly string[], place: Place = {}): Promise<Result> {
    return finished(start(args, place))
  }

  /** Runs with --json: stdout is one document, whatever happens, and it is of the schema where there is one. */
  async function json<T = Document>(args: readonly string[], place: Place = {}): Promise<Result & { document: T }> {
    const result = await run([...args, '--json'], place)
    expect(result.stdout.trimStart().startsWith('{'), result.stdout + result.stderr).toBe(true)
    const document = JSON.parse(result.stdout) as T & { error?: { exitCode: number } }
    if (document.error !== undefined) expect(result.code).toBe(document.error.exitCode)
    if (
      document.error !== undefined ||
      /^(advise|knn|classify|adaptive-classify|few-shot|compare|retrieval|similarity)$/.test(args[0]!)
    )
      expectSchema(document)
    expectDefined(document)
    return { ...result, document }
  }

  return { run, start, json, cache }
}

export async function finished(child: ChildProcess): Promise<Result> {
  const chunks = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    chunks.stdout += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    chunks.stderr += text
  })
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...chunks }))
  })
}

/** Of the schema as a whole; the errors are those of the branch that is meant. */
export function expectSchema(document: object): void {
  const branch = schemas.getSchema(`${schema.$id}#/$defs/${'error' in document ? 'failure' : 'report'}`)!
  branch(document)
  expect(branch.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? []).toEqual([])
  expect(isDocument(document)).toBe(true)
}

/** Every metric of a report has a definition. */
function expectDefined(document: object): void {
  if (!('rows' in document && 'command' in document)) return
  const { rows, command } = document as Document & { command: string }
  const ids = new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))
  expect([...ids].filter((id) => definitionKey(id, command) === null)).toEqual([])
}

/** What --json gives: a report, or an error. */
export interface Document {
  rows: {
    model: string
    dim: number
    interpolated?: boolean
    metrics: Record<string, { value: number | null; ci95: [number, number] | null; unit: string }>
  }[]
  warnings: { code: string; message: string }[]
  parameters: Record<string, unknown>
  environment: Record<string, unknown>
  inputs: { role: string; path: string; sha256: string; rows: number | null; dim: number | null }[]
  timing: Record<string, number>
  error: { message: string; code: string; exitCode: number; suggestions: string[] }
}

/** A metric of every row, by "model dim". */
export function values(document: Document, metric: string): Record<string, number | null> {
  return Object.fromEntries(document.rows.map(({ model, dim, metrics }) => [`${model} ${dim}`, metrics[metric]!.value]))
}

/** One sentence for people: no stack, no doubled "Error", no words of the framework. */
export function expectPlain(text: string): void {
  expect(text).not.toMatch(/\n\s+at /)
  expect(text).not.toMatch(/node:internal|\.js:\d+|\.ts:\d+/)
  expect(text).not.toMatch(/unexpected:|Parsing --|See more help|UserError|undefined|\[object/)
}
