/** Where a report was measured on something else than its baseline, or in another way. */
import { usageError } from '../errors.js'
import { type AnyRow, keysOf } from '../math/row-keys.js'
import type { Notice, Report } from '../types.js'
import { type Baseline, baselineOf, inputText, type KnownInput, NO_DEFINITIONS, toWrite } from './baseline.js'

/** What can differ: models and inputs by content and name, the dims of each model, the parameters. */
export const MISMATCHES = ['model', 'data', 'dims', 'definitions'] as const
export type Mismatch = (typeof MISMATCHES)[number]

/**
 * @param allowed what may differ
 * @returns what differs and may
 * @throws UserError (exit 2) that lists all that differs and may not
 */
export function requireSame(baseline: Baseline, report: Report, allowed: readonly Mismatch[], path: string): Notice[] {
  const now = baselineOf(report)
  const found: Record<Mismatch, readonly string[]> = {
    model: models(baseline, report),
    data: inputs(baseline, report),
    dims: dims(baseline.rows, now.rows),
    definitions: definitions(baseline.fingerprint.definitions, now.fingerprint.definitions),
  }
  const differing = MISMATCHES.filter((kind) => found[kind].length > 0)
  const refused = differing.filter((kind) => !allowed.includes(kind))
  if (refused.length > 0) {
    throw usageError(
      'baseline-mismatch',
      `${path} is the baseline of something else: ${refused.flatMap((kind) => found[kind]).join('; ')}`,
      `if that is meant: --allow-mismatch ${differing.join(',')}`,
      toWrite('or write it anew'),
    )
  }
  const notes = differing.map((kind) => ({
    code: 'baseline-mismatch',
    message: `the baseline differs in ${kind}, as allowed: ${found[kind].join('; ')}`,
  }))
  return [...notes, ...otherTool(baseline.tool.version, now.tool.version)]
}

/** Rows are held against those of the same name, so a name must mean the same model. One that the report lacks is no difference. */
function models({ fingerprint }: Baseline, { inputs }: Report): string[] {
  return inputs
    .filter(({ role }) => role === 'model')
    .flatMap(({ name = '', path, sha256 }) => {
      const known = fingerprint.models.find((model) => model.name === name)
      if (known?.sha256 === sha256) return []
      if (known === undefined) return [`model ${name} (${path}): not in the baseline`]
      return [`model ${name} (${path}) has sha256 ${short(sha256)}, in the baseline ${short(known.sha256)}`]
    })
}

/** What goes by a name is held against what went by it. */
function inputs({ fingerprint }: Baseline, report: Report): string[] {
  const before = fingerprint.inputs
  const now = baselineOf(report).fingerprint.inputs
  const missing = without(before, now)
  const added = without(now, before)
  const had = (input: KnownInput) => missing.filter((other) => called(other) === called(input))
  const told = report.inputs
    .filter((input) => added.some((other) => inputText(other) === inputText(input)))
    .map((input) => {
      const others = had(input).map(size)
      const what = `${called(input)} ${input.name === undefined ? input.path : `(${input.path})`}`
      if (others.length === 0) return `${what}: not in the baseline`
      return `${what} has ${size(input)}, in the baseline ${others.join(' or ')}`
    })
  const gone = missing.filter((input) => !added.some((other) => called(other) === called(input)))
  return [...told, ...gone.map((input) => `${called(input)} of the baseline (${size(input)}): not read now`)]
}

function without(inputs: readonly KnownInput[], others: readonly KnownInput[]): KnownInput[] {
  return inputs.filter((input) => !others.some((other) => inputText(other) === inputText(input)))
}

function called({ role, name }: Pick<KnownInput, 'role' | 'name'>): string {
  return name === undefined ? role : `${role} ${name}`
}

function size({ rows, sha256 }: Pick<KnownInput, 'rows' | 'sha256'>): string {
  return `${rows === null ? '' : `${rows} rows, `}sha256 ${short(sha256)}`
}

/** By name of the models that both have. */
function dims(before: readonly AnyRow[], now: readonly AnyRow[]): string[] {
  const names = [...new Set(now.map(({ model }) => model))].filter((name) => before.some(({ model }) => model === name))
  return names.flatMap((name) => {
    const [old, own] = [dimsOf(before, name), dimsOf(now, name)]
    return old === own ? [] : [`${name} has dims ${own}, in the baseline ${old}`]
  })
}

/** Those that were asked for, not those that were found. */
function dimsOf(rows: readonly AnyRow[], name: string): string {
  const dims = rows
    .filter(({ model }) => model === name)
    .map(keysOf)
    .filter(({ promise, smallest }) => (promise ?? null) === null && smallest !== true)
    .flatMap(({ dim, cap, shortlist, rerank, againstDim }) => [dim, cap, shortlist, rerank, againstDim])
    .filter((dim) => typeof dim === 'number')
  return [...new Set(dims)].toSorted((a, b) => a - b).join(', ')
}

/** A parameter that one of them does not know is null in both. */
function definitions(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted()
  const defining = names.filter((name) => !NO_DEFINITIONS.has(name)) // an older version may have kept more
  return defining.flatMap((name) => {
    const [old, own] = [canonical(before[name]), canonical(now[name])]
    return old === own ? [] : [`${name} is ${own}, in the baseline ${old}`]
  })
}

/** JSON with keys in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}

function otherTool(before: string, now: string): Notice[] {
  if (before === now) return []
  return [{ code: 'baseline-version', message: `the baseline is of mrl-eval ${before}; this is ${now}` }]
}

function short(sha256: string): string {
  return sha256.slice(0, 12)
}
