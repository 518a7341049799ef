/**
 * Baselines made from a model on the fly. Each is a linear map of its embeddings whose first d numbers are the baseline
 * of size d, so that one nested search scores all sizes:
 *
 *     first    the embedding as it is
 *     random   d of its numbers by chance
 *     pca      the d leading principal components of the database; both sides are centred with the database's mean
 *     svd      the d leading right singular vectors of the database, not centred
 *     jl       a random projection to d numbers (Johnson and Lindenstrauss)
 *
 * pca and svd are fitted on all rows of the database, labelled or not. Where it has fewer rows than dims, the directions
 * beyond them are any that are orthogonal to the others.
 */
import { dataError } from '../errors.js'
import { gram, meanRow } from '../math/gram.js'
import { type Projection, project, randomDirections, randomSelection } from '../math/projection.js'
import { seeded } from '../math/random.js'
import type { Dims, EmbeddingTable, Product, Progress, Row, Vectors } from '../types.js'
import { type AskedDims, doublings } from './dims.js'
import { overSeeds } from './seeds.js'

export const REDUCTIONS = ['first', 'random', 'pca', 'svd', 'jl'] as const

export type Reduction = (typeof REDUCTIONS)[number]

/** Seeds that a reduction by chance is measured with. */
export const SEEDS = 5

/** Eigenvectors of a symmetric matrix [width × width] as columns, largest eigenvalue first. [width × width] */
export type Decompose = (symmetric: Float64Array, width: number) => Promise<Float32Array>

/** What a database says of its principal directions; each is computed once. */
export type Fit = (reduction: 'pca' | 'svd') => Promise<Projection>

/** Both sides of a search. */
export interface Pair {
  database: EmbeddingTable
  queries: EmbeddingTable
}

/** One fit serves all query sets. The database is read once for svd, twice for pca. */
export function fitOn(database: EmbeddingTable, product: Product, decompose: Decompose, progress: Progress): Fit {
  const fits = new Map<string, Promise<Projection>>()
  return (reduction) => {
    const known = fits.get(reduction) ?? principal(database, reduction === 'pca', product, decompose, progress)
    fits.set(reduction, known)
    return known
  }
}

/**
 * The tables under a reduction, of the same width; rows are mapped as they are read. They declare no dims: the caller
 * says which to score (`reducedDims`).
 */
export async function reduced(
  database: EmbeddingTable,
  queries: EmbeddingTable,
  reduction: Reduction,
  seed: number,
  product: Product,
  fitted: Fit,
): Promise<Pair> {
  const { width } = database
  if (reduction === 'first') return { database: { ...database, dims: null }, queries: { ...queries, dims: null } }
  const projection =
    reduction === 'random'
      ? randomSelection(width, seeded(seed))
      : reduction === 'jl'
        ? randomDirections(width, seeded(seed))
        : await fitted(reduction)
  return { database: projected(database, projection, product), queries: projected(queries, projection, product) }
}

/**
 * Dims to score of a reduced table: those asked for, else the model's own nesting dims, else doublings from 8. A
 * fixed-feature model has none, and is scored at those below its width.
 */
export function reducedDims(asked: AskedDims, declared: Dims | null, width: number): Dims {
  const trained = declared?.filter((dim) => dim <= width) ?? []
  if (asked === 'all') return trained.length > 1 ? trained : doublings(width)
  return trained.length === 1 && trained[0] === width ? asked.filter((dim) => dim <= width) : asked
}

/**
 * Rows of an evaluation under each reduction, at the seeds it takes.
 * @param evaluate the rows of one evaluation; `name` says what is going on
 */
export async function reducedRows<R extends Row>(
  { database, queries }: Pair,
  reductions: readonly Reduction[],
  seed: number,
  product: Product,
  fitted: Fit,
  evaluate: (pair: Pair, name: string) => Promise<readonly R[]>,
): Promise<R[]> {
  const rows: R[] = []
  for (const reduction of reductions) {
    const runs: (readonly R[])[] = []
    for (const [i, own] of seedsOf(reduction, seed).entries()) {
      const name = `${reduction}${i === 0 ? '' : `, seed ${i + 1} of ${SEEDS}`}`
      runs.push(await evaluate(await reduced(database, queries, reduction, own, product, fitted), name))
    }
    rows.push(...overSeeds(runs, reduction))
  }
  return rows
}

/** `seed` and the ones after it where chance plays a part. */
export function seedsOf(reduction: Reduction, seed: number): number[] {
  return Array.from({ length: reduction === 'random' || reduction === 'jl' ? SEEDS : 1 }, (_, i) => seed + i)
}

async function principal(
  database: EmbeddingTable,
  centered: boolean,
  product: Product,
  decompose: Decompose,
  progress: Progress,
): Promise<Projection> {
  const { width, rows, name } = database
  progress.start(`reading ${name} for its principal directions`, centered ? 2 * rows : rows, 'rows')
  const center = centered ? await meanRow(vectors(database, progress), width) : null
  const sums = await gram(vectors(database, progress), width, center, product)
  progress.stop()
  if (!sums.every(Number.isFinite)) {
    throw dataError(
      'reduction-not-finite',
      `the squares of ${database.path} overflow float32: the values of the embeddings are too large`,
    )
  }
  progress.start(`finding the principal directions of ${name}`, width, 'directions')
  const matrix = await decompose(sums, width)
  progress.stop()
  return { kind: 'directions', center, matrix }
}

async function* vectors(table: EmbeddingTable, progress: Progress): AsyncGenerator<Vectors> {
  for await (const { rows, vectors: values } of table.batches()) {
    if (values === null) continue
    yield { rows, width: table.width, values }
    progress.advance(rows)
  }
}

function projected(table: EmbeddingTable, projection: Projection, product: Product): EmbeddingTable {
  async function* batches() {
    for await (const batch of table.batches()) {
      const { vectors: values, rows } = batch
      yield values === null
        ? batch
        : { ...batch, vectors: await project(values, rows, table.width, projection, product) }
    }
  }
  return { ...table, dims: null, batches }
}
