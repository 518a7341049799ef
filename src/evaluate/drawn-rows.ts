/** Some rows of a table, drawn by chance. */
import { permutation, seeded } from '../math/random.js'
import { type EmbeddingTable, UNKNOWN, type Vectors } from '../types.js'

export interface DrawnRows {
  numbers: Int32Array // of the rows in the table, in the order of chance. [count]
  vectors: Vectors
  labels: Int32Array // [count]
  ids: readonly string[] // [count]
}

/** At most `count` rows without repeats; the first of them are drawn as well. One pass over the table. */
export async function drawRows(table: EmbeddingTable, count: number, seed: number): Promise<DrawnRows> {
  const { width } = table
  const numbers = permutation(table.rows, seeded(seed)).slice(0, count)
  const places = new Map(Array.from(numbers, (row, place) => [row, place]))
  const values = new Float32Array(numbers.length * width)
  const labels = new Int32Array(numbers.length).fill(UNKNOWN)
  const ids = Array.from(numbers, String)
  for await (const batch of table.batches()) {
    for (let i = 0; i < batch.rows; i++) {
      const place = places.get(batch.start + i)
      if (place === undefined || batch.vectors === null) continue
      values.set(batch.vectors.subarray(i * width, (i + 1) * width), place * width)
      labels[place] = batch.labels[i]!
      ids[place] = batch.ids[i]!
    }
  }
  return { numbers, vectors: { rows: numbers.length, width, values }, labels, ids }
}
