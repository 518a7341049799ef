/** What is compared with what: models, or families of fixed-feature models, at their dims. */
import { usageError } from '../errors.js'
import { familiesOf } from '../math/families.js'
import type { Outcome } from '../math/outcomes.js'

/** Outcomes of one metric, with where they came from and what the model was called there. */
export interface SourcedOutcome extends Outcome {
  from: string // file, or the models that were run
  original: string // name of the model in that source
}

/** A model, or models that differ in their dim only, with outcomes at each dim. */
export interface Contender {
  name: string
  from: string
  original: string
  at: readonly SourcedOutcome[] // by dim, ascending
}

/** Contenders in order of first appearance. @param outcomes of one metric */
export function contendersOf(outcomes: readonly SourcedOutcome[]): Contender[] {
  const names = familiesOf(outcomes)
  const groups = new Map<string, SourcedOutcome[]>()
  for (const outcome of outcomes) {
    const name = names.get(outcome.model)!
    groups.set(name, [...(groups.get(name) ?? []), outcome])
  }
  return [...groups].map(([name, own]) => {
    const { from, original } = own[0]!
    const there = outcomes.filter((outcome) => outcome.from === from)
    const stems = familiesOf(there.map(({ original: model, dim }) => ({ model, dim })))
    return { name, from, original: stems.get(original)!, at: own.toSorted((a, b) => a.dim - b.dim) }
  })
}

/**
 * What others are compared with: a model, a family, one model of a family, or all that a source has.
 * @param asked null: the first source where another one has models of the same names, else the first model
 * @throws UserError (exit 2) when there is nothing of that name
 */
export function referencesOf(contenders: readonly Contender[], asked: string | null): readonly Contender[] {
  const [first] = contenders as [Contender]
  if (asked === null) {
    const own = contenders.filter(({ from }) => from === first.from)
    const isRepeated = contenders.some(
      ({ from, original }) => from !== first.from && own.some((other) => other.original === original),
    )
    return isRepeated ? own : [first]
  }
  const whole = contenders.find(({ name }) => name === asked)
  if (whole !== undefined) return [whole]
  const member = contenders.flatMap(({ at }) => at).find(({ model }) => model === asked)
  if (member !== undefined) {
    return [{ name: member.model, from: member.from, original: member.original, at: [member] }]
  }
  const sourced = contenders.filter(({ from }) => from === asked)
  if (sourced.length > 0) return sourced
  const members = contenders.flatMap(({ name, at }) => [name, ...at.map(({ model }) => model)])
  const sources = contenders.map(({ from }) => from).filter((from) => from !== MEASURED)
  throw unknownReference(asked, [...new Set([...members, ...sources])])
}

/** @param known what could have been meant */
export function unknownReference(asked: string, known: readonly string[]): Error {
  return usageError(
    'unknown-reference',
    `--reference ${asked}: there is no such model; expected one of ${known.join(', ')}`,
    `--reference ${known[0]}`,
  )
}

/** What models that were run are from. */
export const MEASURED = 'the models'

/** The reference of one contender: the only one, or the one that was called alike; null: it has none. */
export function referenceOf(contender: Contender, references: readonly Contender[]): Contender | null {
  if (references.length === 1) return references[0]!
  if (references.includes(contender)) return contender
  return references.find(({ original }) => original === contender.original) ?? null
}

/** The outcome at the largest dim. */
export function largest({ at }: Contender): SourcedOutcome {
  return at.at(-1)!
}

/** Two outcomes of the same rows. */
export interface Pair {
  first: SourcedOutcome
  second: SourcedOutcome // the reference
}

/**
 * With one dim, the reference is compared with every dim; else with those that both have, or with its largest where a
 * model of one dim shares none. Then every smaller dim with the contender's own largest.
 */
export function pairsOf(contender: Contender, reference: Contender | null): Pair[] {
  const pairs = reference === null || reference === contender ? [] : withReference(contender, reference)
  const own = contender.at.slice(0, -1).map((first) => ({ first, second: largest(contender) }))
  return [...pairs, ...own].filter(({ first, second }) => first !== second)
}

function withReference({ at }: Contender, reference: Contender): Pair[] {
  const full = largest(reference)
  if (reference.at.length === 1) return at.map((first) => ({ first, second: full }))
  const shared = at.flatMap((first) => {
    const second = reference.at.find(({ dim }) => dim === first.dim)
    return second === undefined ? [] : [{ first, second }]
  })
  return shared.length > 0 || at.length > 1 ? shared : [{ first: at[0]!, second: full }]
}

/** From the largest dim down, each against the reference at its largest: how small a model can be. */
export function ladderOf(contender: Contender, reference: Contender): Pair[] {
  const second = largest(reference)
  return contender.at.toReversed().flatMap((first) => (first === second ? [] : [{ first, second }]))
}
