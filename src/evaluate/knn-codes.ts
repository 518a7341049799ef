/** Searches of `knn` in databases that are stored in fewer bits. */
import type { Coding, Dims, EmbeddingTable, Neighbors, Notice, Precision, Rescore, Vectors } from '../types.js'
import { isPlain } from './precision.js'
import { labelledRows } from './rows.js'

/** Ways to store the database of `knn`. */
export interface CodedKnn {
  codings: readonly Coding[] // in the order of the rows
  factor: number // rows that are rescored for each that is wanted
  search: SearchCodes
}

/** A search in codes of one precision. */
export interface CodesRequest {
  database: () => AsyncIterable<Vectors> // rows in order, before they are coded; can be read again
  rows: number // at most how many
  queries: Vectors
  dims: Dims
  k: number
  precision: Precision
  rescores: readonly (Rescore | null)[] // ways to order the k nearest; null: as they were found
}

/** @returns for every way to order them the k nearest rows, and what there is to say of the codes */
export type SearchCodes = (
  request: CodesRequest,
) => Promise<{ found: readonly Neighbors[]; notices: readonly Notice[] }>

/** What was found in one way. */
export interface Way {
  coding: Coding
  found: Neighbors
}

/** Dims of the float32 search: the full width is among them, as what every row is held against. */
export function plainDims({ codings }: Pick<CodedKnn, 'codings'>, dims: Dims, width: number): Dims {
  return codings.some(isPlain) ? [...new Set([...dims, width])].toSorted((a, b) => a - b) : [width]
}

/** Every precision but float32. Where something is rescored, `factor · longest` rows are, or all that there are. */
export async function searchCodes(
  { codings, factor, search }: CodedKnn,
  database: EmbeddingTable,
  queries: Vectors,
  dims: Dims,
  longest: number,
  oneFile: boolean,
): Promise<{ ways: Way[]; notices: Notice[] }> {
  const ways: Way[] = []
  const notices: Notice[] = []
  const coded = codings.filter((coding) => !isPlain(coding))
  for (const precision of new Set(coded.map((coding) => coding.precision))) {
    const own = coded.filter((coding) => coding.precision === precision)
    const most = own.some(({ rescore }) => rescore !== null) ? factor * longest : longest
    const result = await search({
      database: () => labelledRows(database),
      rows: database.rows,
      queries,
      dims,
      k: Math.min(database.rows, oneFile ? most + 1 : most),
      precision,
      rescores: own.map(({ rescore }) => rescore),
    })
    ways.push(...own.map((coding, i) => ({ coding, found: result.found[i]! })))
    notices.push(...result.notices)
  }
  return { ways, notices }
}
