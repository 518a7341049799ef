/**
 * Tables that are watched while an evaluation reads them: rows of zeros, which have no direction, and queries that are rows of the
 * database, which find themselves. Both make results that look like any other.
 */
import { hashWords } from '../math/row-hash.js'
import type { EmbeddingTable, Notice } from '../types.js'

/** A table's part: rows of `queries` are remembered, and looked for among those of `database`. */
export type WatchedRole = 'database' | 'queries' | 'other'

/** What is seen of one model's tables. */
export interface Watch {
  /** The same table. What it shows is counted when it is first read; queries are to be read before the database. */
  watch(role: WatchedRole, table: EmbeddingTable): EmbeddingTable
  notices(): Notice[]
}

/** @param name of the model */
export function openWatch(name: string): Watch {
  const counts = new Map<EmbeddingTable, { zero: number; rows: number }>()
  const asked = new Map<number, { rows: number; found: boolean }>() // queries by the hash of their bits
  const paths: Partial<Record<WatchedRole, string>> = {}
  let queries = 0

  function add(role: WatchedRole, table: EmbeddingTable, vectors: Float32Array): void {
    const { width } = table
    const count = counts.get(table) ?? { zero: 0, rows: 0 }
    counts.set(table, count)
    const words = new Int32Array(vectors.buffer, vectors.byteOffset, vectors.length)
    for (let at = 0; at < vectors.length; at += width) {
      count.rows++
      if (role === 'queries') queries++
      if (isZero(vectors, at, width)) count.zero++
      else if (role === 'queries') ask(hashWords(words.subarray(at, at + width)))
      else if (role === 'database' && asked.size > 0) find(hashWords(words.subarray(at, at + width)))
    }
  }

  function ask(key: number): void {
    const known = asked.get(key) ?? { rows: 0, found: false }
    asked.set(key, { ...known, rows: known.rows + 1 })
  }

  function find(key: number): void {
    const twin = asked.get(key)
    if (twin !== undefined) twin.found = true
  }

  return {
    watch(role, table) {
      if (table.width === 0) return table
      paths[role] = table.path
      let isFirst = true
      return {
        ...table,
        async *batches() {
          const isCounted = isFirst
          isFirst = false
          for await (const batch of table.batches()) {
            if (isCounted && batch.vectors !== null) add(role, table, batch.vectors)
            yield batch
          }
        },
      }
    },
    notices() {
      const zeros = [...counts].filter(([, { zero }]) => zero > 0)
      const twins = [...asked.values()].reduce((sum, { rows, found }) => sum + (found ? rows : 0), 0)
      return [
        ...zeros.map(([{ path }, { zero, rows }]) => ({
          code: 'zero-vectors',
          message: `${zero} of ${rows} rows of ${path} are all zeros under ${name}, and so as near to one row as to any other`,
        })),
        ...(twins === 0
          ? []
          : [
              {
                code: 'duplicate-rows',
                message: `${twins} of ${queries} rows of ${paths.queries} have under ${name} the very embedding of a row of ${paths.database}: these queries may find themselves, or a copy`,
              },
            ]),
      ]
    },
  }
}

function isZero(vectors: Float32Array, at: number, width: number): boolean {
  for (let j = 0; j < width; j++) if (vectors[at + j] !== 0) return false
  return true
}
