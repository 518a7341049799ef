/** Results that are ranked together must be of one command, one data set and one definition. */
import { usageError } from '../../errors.js'
import type { InputRole, Report } from '../../types.js'
import type { Measured } from './candidates.js'

/** What is measured on; models, and what they or their thresholds were learnt on, may differ. */
const DATA: ReadonlySet<InputRole> = new Set(['database', 'queries', 'data', 'labels', 'qrels', 'subset'])

/** Parameters that change what a metric means. */
const DEFINITIONS = ['distance', 'relevance', 'identicalIds', 'vote', 'tta', 'pairs'] as const

/** Those of few-shot: which classes and rows were drawn. Elsewhere the seed is of intervals and of what is learnt. */
const DRAWS = ['trials', 'seed'] as const

/** @throws UserError (exit 2) that names the first two files that do not go together, and what differs */
export function requireSameData(measured: readonly Measured[], metric: string): void {
  const [first, ...others] = measured
  for (const other of others) {
    const found = difference(first!.report, other.report)
    if (found === null) continue
    throw usageError(
      'not-comparable',
      `${placesOf(first!, other)} cannot be ranked together by ${metric}: ${found}`,
      'give results of the same data, measured alike; one at a time is advised on by itself',
    )
  }
}

/** Whether numbers of both can be ranked together. */
export function areOfSameData(a: Report, b: Report): boolean {
  return difference(a, b) === null
}

function placesOf(a: Measured, b: Measured): string {
  return a.path === b.path ? `two reports of ${a.path}` : `${a.path} and ${b.path}`
}

function difference(a: Report, b: Report): string | null {
  if (a.command !== b.command) return `one is of ${a.command}, the other of ${b.command}`
  for (const role of DATA)
    if (digests(a, role) !== digests(b, role))
      return `their ${role} differ (${paths(a, role)} and ${paths(b, role)}, by SHA-256)`
  const definitions = a.command === 'few-shot' ? [...DEFINITIONS, ...DRAWS] : DEFINITIONS
  const definition = definitions.find((key) => text(a, key) !== text(b, key))
  return definition === undefined
    ? null
    : `their ${definition} differ (${text(a, definition)} and ${text(b, definition)})`
}

function digests({ inputs }: Report, role: InputRole): string {
  return [...new Set(inputs.filter((input) => input.role === role).map(({ sha256 }) => sha256))].toSorted().join()
}

function paths({ inputs }: Report, role: InputRole): string {
  const own = inputs.filter((input) => input.role === role).map(({ path }) => path)
  return own.length === 0 ? 'none' : own.join(' + ')
}

function text({ parameters }: Report, key: string): string {
  const value = parameters[key]
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
