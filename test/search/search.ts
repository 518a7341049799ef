/** Rows for tests, and nestedSearch on them. */
import { nestedSearch } from '../../src/search/nested.js'
import type { Dims, Distance, Neighbors, Progress, Vectors } from '../../src/types.js'

/** Rows of equal length as vectors. */
export function vectorsOf(rows: readonly (readonly number[])[]): Vectors {
  return { rows: rows.length, width: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) }
}

/** Values in [−1, 1), the same for the same seed (Numerical Recipes' generator). */
export function randomVectors(rows: number, width: number, seed: number): Vectors {
  let state = seed
  const values = Float32Array.from({ length: rows * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
  return { rows, width, values }
}

/** The rows in batches of the given sizes, over and over. */
export async function* inBatches({ rows, width, values }: Vectors, sizes: readonly number[]): AsyncGenerator<Vectors> {
  for (let start = 0, i = 0; start < rows; i++) {
    const take = Math.min(sizes[i % sizes.length]!, rows - start)
    yield { rows: take, width, values: values.subarray(start * width, (start + take) * width) }
    start += take
  }
}

/** Searches `database`, handed over in batches of `sizes`, on the CPU. */
export function search(
  database: Vectors,
  queries: Vectors,
  dims: Dims,
  distance: Distance,
  k: number,
  sizes: readonly number[] = [database.rows],
): Promise<Neighbors> {
  return nestedSearch({
    database: inBatches(database, sizes),
    rows: database.rows,
    queries,
    dims,
    distance,
    k,
    session: { device: 'cpu', threads: 1 },
    progress: silent,
    signal: new AbortController().signal,
  })
}

/** Progress that nobody sees. */
export const silent: Progress = { start() {}, advance() {}, stop() {} }
