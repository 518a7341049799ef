/** `--index` with its settings → the indexes to search. */
import { usageError } from '../errors.js'
import type { Coding, Dims, IndexSpec } from '../types.js'
import { isPlain } from './precision.js'

export interface AskedIndexes {
  factories: readonly string[] // []: exact search
  efSearch: readonly number[] // []: FAISS's default
  nprobe: readonly number[]
  clusterDims: Dims
}

/** Exact search, which short prefixes and FAISS indexes are held against. */
export const EXACT: IndexSpec = { factory: 'exact', clusterDim: null, efSearch: null, nprobe: null }

/**
 * Each index with every value of the settings that it has.
 * @throws UserError (exit 2) for a setting that none of the indexes has
 */
export function indexSpecs({ factories, efSearch, nprobe, clusterDims }: AskedIndexes): IndexSpec[] {
  const all = [...new Set(factories.length > 0 ? factories : [EXACT.factory])]
  requireIndex(all, isGraph, efSearch, '--ef-search', 'HNSW32')
  requireIndex(all, isClustered, nprobe, '--nprobe', 'IVF64,Flat')
  requireIndex(all, isClustered, clusterDims, '--cluster-dim', 'IVF64,Flat')
  return all.flatMap((factory) => {
    if (factory === EXACT.factory) return [EXACT]
    const [breadths, probes, dims] = [
      isGraph(factory) ? orDefault(efSearch) : [null],
      isClustered(factory) ? orDefault(nprobe) : [null],
      isClustered(factory) ? orDefault(clusterDims) : [null],
    ]
    return dims.flatMap((clusterDim) =>
      breadths.flatMap((ef) => probes.map((probe) => ({ factory, clusterDim, efSearch: ef, nprobe: probe }))),
    )
  })
}

/**
 * Exact search of the database as it is stored in each way.
 * @throws UserError (exit 2) where something else is searched
 */
export function codedIndexes(codings: readonly Coding[], indexes: readonly IndexSpec[]): IndexSpec[] {
  const other = indexes.find(({ factory }) => factory !== EXACT.factory)
  if (other !== undefined)
    throw usageError(
      'precision-index',
      `--precision is of exact search; --index ${other.factory} stores its numbers in its own way`,
      'name how in the factory string: --index SQfp16, --index SQ8, --index IVF64,SQ8, --index HNSW32_SQ8',
    )
  return codings.map((coding) => (isPlain(coding) ? EXACT : { ...EXACT, coding }))
}

function isGraph(factory: string): boolean {
  return factory.includes('HNSW')
}

function isClustered(factory: string): boolean {
  return factory.includes('IVF')
}

function orDefault(values: readonly number[]): (number | null)[] {
  return values.length > 0 ? [...new Set(values)] : [null]
}

function requireIndex(
  factories: readonly string[],
  has: (factory: string) => boolean,
  values: readonly number[],
  flag: string,
  example: string,
): void {
  if (values.length === 0 || factories.some(has)) return
  throw usageError(
    'index-setting',
    `${flag} is set, but no --index has it (${factories.join(', ')})`,
    `--index ${example} ${flag} ${values[0]}`,
  )
}
