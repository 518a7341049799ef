/** Which queries a sheet of nearest neighbors shows: as many of every outcome, so that it tells of failures as of successes. */
import type { Outcome } from '../exhibits.js'
import { type Neighbors, UNKNOWN } from '../types.js'

/** Queries and the database that they search. */
export interface Sides {
  database: Int32Array // classes. [n]
  queries: Int32Array // classes. [b]
  selves: Int32Array | null // row of the database that each query is; null: they are other rows. [b]
}

/** A row that a query finds. */
export interface Found {
  row: number // of the database
  score: number
}

export interface ChosenQuery {
  query: number // 0 … b − 1
  outcome: Outcome
}

const OUTCOMES = ['gained', 'lost', 'right', 'wrong', 'other', 'same'] as const satisfies readonly Outcome[]

/** The first `size` rows of a list, without the query itself. @param s index of the dim */
export function foundBy(found: Neighbors, s: number, query: number, size: number, selves: Sides['selves']): Found[] {
  const base = (s * found.queries + query) * found.k
  const list = Array.from({ length: found.k }, (_, r) => ({
    row: found.ids[base + r]!,
    score: found.scores[base + r]!,
  }))
  return list.filter(({ row }) => row !== -1 && row !== selves?.[query]).slice(0, size)
}

/** Whether two rows are of one class; null where one of the classes is not known. */
export function isRelevant(label: number, other: number): boolean | null {
  return label === UNKNOWN || other === UNKNOWN ? null : label === other
}

/**
 * At most `count` queries: one of each outcome in turn, the first ones first, as long as there are any. Those of one outcome
 * stand together, in the order of the queries. What is right is said by the nearest row at the least and at the largest dim.
 * Where classes are known, queries whose own is not are left out.
 */
export function chooseQueries(found: Neighbors, sides: Sides, count: number): ChosenQuery[] {
  const isLabelled =
    sides.queries.some((label) => label !== UNKNOWN) && sides.database.some((label) => label !== UNKNOWN)
  const groups = OUTCOMES.map((): ChosenQuery[] => [])
  for (let query = 0; query < found.queries; query++) {
    const outcome = outcomeOf(found, query, sides)
    const tells = outcome !== null && (outcome === 'same' || outcome === 'other') !== isLabelled
    if (tells) groups[OUTCOMES.indexOf(outcome)]!.push({ query, outcome })
  }
  const turns = groups.flatMap((group, i) => group.map((chosen, turn) => ({ chosen, turn, i })))
  const taken = turns.toSorted((a, b) => a.turn - b.turn || a.i - b.i).slice(0, count)
  return taken.toSorted((a, b) => a.i - b.i || a.turn - b.turn).map(({ chosen }) => chosen)
}

function outcomeOf(found: Neighbors, query: number, { database, queries, selves }: Sides): Outcome | null {
  const [short] = foundBy(found, 0, query, 1, selves)
  const [long] = foundBy(found, found.dims.length - 1, query, 1, selves)
  if (short === undefined || long === undefined) return null
  const [before, after] = [short, long].map(({ row }) => isRelevant(queries[query]!, database[row]!))
  if (before === null || after === null) return short.row === long.row ? 'same' : 'other'
  if (before === after) return before ? 'right' : 'wrong'
  return after ? 'gained' : 'lost'
}
