/** Whether results may stand side by side: they are of one command, one data set and one definition. */
import type { InputRole, Report } from '../types.js'

/** What is measured on; models, and what they or their thresholds were learnt on, may differ. */
const DATA: ReadonlySet<InputRole> = new Set(['database', 'queries', 'data', 'labels', 'qrels', 'subset'])

/** Parameters that change what a metric means. */
const DEFINITIONS = ['distance', 'relevance', 'identicalIds', 'vote', 'tta', 'pairs'] as const

/** Those of few-shot: which classes and rows were drawn. Elsewhere the seed is of intervals and of what is learnt. */
const DRAWS = ['trials', 'seed'] as const

/** The first thing that differs, in words; null: nothing does. */
export function dataDifference(a: Report, b: Report): string | null {
  if (a.command !== b.command) return `one is of ${a.command}, the other of ${b.command}`
  for (const role of DATA)
    if (digests(a, role) !== digests(b, role))
      return `their ${role} differ (${paths(a, role)} and ${paths(b, role)}, by SHA-256)`
  return definitionDifference(a, b)
}

/** Of two results of one command, whatever their data. */
export function definitionDifference(a: Report, b: Report): string | null {
  for (const role of ['label', 'id'])
    if (column(a, role) !== column(b, role))
      return `their columns of ${role}s differ (${column(a, role)} and ${column(b, role)})`
  const definitions = a.command === 'few-shot' ? [...DEFINITIONS, ...DRAWS] : DEFINITIONS
  const definition = definitions.find((key) => parameterText(a, key) !== parameterText(b, key))
  return definition === undefined
    ? null
    : `their ${definition} differ (${parameterText(a, definition)} and ${parameterText(b, definition)})`
}

/** A parameter as text; one that is not there is null. */
function parameterText({ parameters }: Report, key: string): string {
  const value = parameters[key]
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** The one that was told; "usual" where none was. */
function column({ parameters: { columns } }: Report, role: string): string {
  const told = typeof columns === 'object' && columns !== null ? (columns as Record<string, unknown>)[role] : null
  return typeof told === 'string' ? told : 'usual'
}

function digests({ inputs }: Report, role: InputRole): string {
  return [...new Set(inputs.filter((input) => input.role === role).map(({ sha256 }) => sha256))].toSorted().join()
}

function paths({ inputs }: Report, role: InputRole): string {
  const own = inputs.filter((input) => input.role === role).map(({ path }) => path)
  return own.length === 0 ? 'none' : own.join(' + ')
}
