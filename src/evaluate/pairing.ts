/** Outcomes from several sources → outcomes of the same rows in the same order. */
import { dataError } from '../errors.js'
import { type Measured, type Outcomes, pairRows } from '../math/outcomes.js'
import type { Notice } from '../types.js'
import type { SourcedOutcome } from './contenders.js'

/** Outcomes with where they come from. */
export interface SourcedOutcomes extends Outcomes {
  source: string // for people: a file's path, or a model's name
  outcomes: readonly SourcedOutcome[]
}

/** The same rows, and everything that any source has of them. */
export interface PairedOutcomes {
  rows: SourcedOutcomes
  warnings: readonly Notice[]
}

/**
 * The order of the rows is that of the first source.
 * @throws UserError (exit 3) when sources have other rows, repeated ids, or other labels for the same rows
 */
export function pairOutcomes(sources: readonly SourcedOutcomes[]): PairedOutcomes {
  const [first, ...others] = sources as [SourcedOutcomes, ...SourcedOutcomes[]]
  const outcomes = [...first.outcomes]
  const warnings: Notice[] = []
  for (const other of others) {
    const places = placesIn(first, other)
    requireSameLabels(first, other, places)
    for (const outcome of other.outcomes) {
      outcomes.push({ ...outcome, values: Float64Array.from(places, (place) => outcome.values[place]!) })
    }
    warnings.push(...otherMeasure(first, other))
  }
  return { rows: { ...first, outcomes }, warnings }
}

/** Where each row of the first stands in the other. [n] */
function placesIn(first: SourcedOutcomes, other: SourcedOutcomes): Int32Array {
  const pairing = pairRows(first.ids, other.ids)
  if (pairing.kind === 'paired') return pairing.places ?? Int32Array.from(first.ids.keys())
  if (pairing.kind === 'repeated') {
    throw dataError(
      'ids-repeated',
      `${first.source} and ${other.source} have their rows in different orders, and the id "${pairing.id}" stands for several`,
      'name a column whose ids do not repeat: --column id=NAME',
    )
  }
  const { missing, extra } = pairing
  throw dataError(
    'ids-differ',
    `${missing} of ${first.ids.length} rows of ${first.source} are not in ${other.source}, and ${extra} of its ${other.ids.length} are not in ${first.source}; expected the same rows, paired by id`,
    'measure both on the same data',
    'or say which column holds the ids: --column id=NAME',
  )
}

function requireSameLabels(first: SourcedOutcomes, other: SourcedOutcomes, places: Int32Array): void {
  const differing = first.ids.flatMap((_, i) => (first.labels[i] === other.labels[places[i]!] ? [] : [i]))
  if (differing.length === 0) return
  const row = differing[0]!
  const [label, there] = [first.labels[row], other.labels[places[row]!]]
  throw dataError(
    'labels-differ',
    `${differing.length} of ${first.ids.length} rows have another class in ${other.source} than in ${first.source}: "${first.ids[row]}" has ${there}, not ${label}; expected the same data`,
    'measure both on the same data',
  )
}

const KINDS: readonly { kind: keyof Measured; what: string }[] = [
  { kind: 'data', what: 'other data' },
  { kind: 'database', what: 'another database' },
  { kind: 'distance', what: 'another distance' },
]

/** Differences that the models are not to blame for. */
function otherMeasure(first: SourcedOutcomes, other: SourcedOutcomes): Notice[] {
  return KINDS.flatMap(({ kind, what }) => {
    const [here, there] = [first.measured[kind], other.measured[kind]]
    if (here === null || there === null || here === there) return []
    return [{ code: `other-${kind}`, message: `${other.source} was measured with ${what} than ${first.source}` }]
  })
}
