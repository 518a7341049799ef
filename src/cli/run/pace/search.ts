/** How long searches take on this machine, by small ones of the same dims: in proportion to rows × queries. */
import { isPlain } from '../../../evaluate/precision.js'
import { codedSearch } from '../../../search/coded-search.js'
import { nestedSearch } from '../../../search/nested.js'
import type { Coding, Dims, Distance } from '../../../types.js'
import { createProgress } from '../../progress.js'
import { filler, type Machine, once, secondsOf } from './sample.js'

/** A search whose time is wanted. */
export interface SearchShape {
  rows: number // n
  queries: number // b
  width: number // D
  dims: Dims
  k: number
  distance: Distance
}

/** What the small search has at most; in codes, of which rows are made first, more queries for each. */
const SAMPLE = { rows: 4096, queries: 256 }
const CODED_SAMPLE = { rows: 2048, queries: 1024 }

/** Seconds of an exact search. */
export async function searchSeconds(shape: SearchShape, machine: Machine): Promise<number> {
  const small = smallOf(shape, SAMPLE, machine)
  if (small === null) return 0
  const { database, factor, ...search } = small
  const run = () => nestedSearch({ ...search, database: once(database) })
  await run() // the first is slower
  return factor * (await secondsOf(run))
}

/**
 * Seconds of searches in codes, of which those of one precision share one.
 * @param most rows that are rescored, where a coding says so
 */
export async function codedSeconds(
  shape: SearchShape,
  codings: readonly Coding[],
  most: number,
  machine: Machine,
): Promise<number> {
  const coded = codings.filter((coding) => !isPlain(coding))
  let seconds = 0
  for (const precision of new Set(coded.map((coding) => coding.precision))) {
    const rescores = coded.filter((coding) => coding.precision === precision).map(({ rescore }) => rescore)
    const k = rescores.some((rescore) => rescore !== null) ? most : shape.k
    const small = smallOf({ ...shape, k }, CODED_SAMPLE, machine)
    if (small === null) continue
    const { database, factor, ...search } = small
    const store = { name: '', database: () => once(database), width: shape.width, precision, rescores }
    seconds += factor * (await secondsOf(() => codedSearch({ ...search, ...store })))
  }
  return seconds
}

/** null: there is nothing to search. */
function smallOf(shape: SearchShape, most: typeof SAMPLE, machine: Machine) {
  const { rows: all, queries: asking, width, dims, k, distance } = shape
  const [rows, queries] = [Math.min(all, most.rows), Math.min(asking, most.queries)]
  if (rows === 0 || queries === 0 || dims.length === 0) return null
  return {
    ...{ database: filler(rows, width), queries: filler(queries, width), rows, dims, distance, k: Math.min(k, rows) },
    ...{ session: machine, progress: createProgress(false), signal: machine.signal },
    factor: (all * asking) / (rows * queries),
  }
}
