/** Outcomes from files and models, side by side: by metric, with names of their own and the rows in one order. */
import { usageError } from '../errors.js'
import type { Measured, Outcome, Outcomes } from '../math/outcomes.js'
import { MEASURED } from './contenders.js'
import { type PairedOutcomes, pairOutcomes, type SourcedOutcomes } from './pairing.js'
import { nameModels } from './source-names.js'

/** A file, or all models that were run. */
export interface OutcomeSource {
  name: string // as typed, or the file's stem
  told: boolean // typed
  isFile: boolean
  parts: readonly OutcomePart[]
}

/** Outcomes of the same rows. */
export interface OutcomePart {
  source: string // for people: a file's path, or a model's name
  rows: Outcomes
}

/**
 * @param metrics ids
 * @returns for each metric that any source has
 * @throws UserError (exit 2) when models cannot be told apart; (exit 3) when sources have other rows
 */
export function pairSources(sources: readonly OutcomeSource[], metrics: readonly string[]): PairedOutcomes[] {
  const parts = namedParts(sources)
  return metrics.flatMap((metric) => {
    const own = parts
      .map((part) => ({ ...part, outcomes: part.outcomes.filter((outcome) => outcome.metric === metric) }))
      .filter(({ outcomes }) => outcomes.length > 0)
    return own.length === 0 ? [] : [pairOutcomes(own)]
  })
}

function namedParts(sources: readonly OutcomeSource[]): SourcedOutcomes[] {
  const names = nameModels(
    sources.map((source) => {
      const outcomes = source.parts.flatMap(({ rows }) => rows.outcomes)
      return { ...source, models: [...new Set(outcomes.map(({ model }) => model))] }
    }),
  )
  return sources.flatMap(({ parts, isFile, name }, i) =>
    parts.map(({ source, rows }) => ({
      ...rows,
      source,
      outcomes: rows.outcomes.map((outcome) => ({
        ...outcome,
        model: names[i]!.get(outcome.model)!,
        original: outcome.model,
        from: isFile ? name : MEASURED,
      })),
    })),
  )
}

/** Outcomes of all metrics as one set of rows. @throws UserError (exit 2) when metrics were measured on different rows */
export function asOneSet(paired: readonly PairedOutcomes[]): Outcomes {
  const [first, ...others] = paired.map(({ rows }) => rows) as [SourcedOutcomes, ...SourcedOutcomes[]]
  for (const { ids, outcomes } of others) {
    if (ids.length === first.ids.length && ids.every((id, i) => id === first.ids[i])) continue
    throw usageError(
      'output-rows',
      `${first.outcomes[0]!.metric} and ${outcomes[0]!.metric} are of different rows; a file of outcomes holds one set of rows`,
      'write them in two commands, each with its --metric',
    )
  }
  const kinds = ['data', 'database', 'distance'] as const
  const known = kinds.map((kind) => {
    const values = new Set([first, ...others].map(({ measured }) => measured[kind]).filter((value) => value !== null))
    return [kind, values.size === 1 ? [...values][0] : null]
  })
  return {
    ids: first.ids,
    labels: first.labels,
    outcomes: [first, ...others].flatMap(({ outcomes }) => outcomes).map(unsourced),
    measured: Object.fromEntries(known) as Measured,
  }
}

function unsourced({ model, metric, dim, interpolated, values }: Outcome): Outcome {
  return { model, metric, dim, interpolated, values }
}
