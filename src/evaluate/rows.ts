/** Rows of a table as the evaluations take them: only those whose class is known, streamed or all in memory. */
import { type EmbeddingTable, UNKNOWN, type Vectors } from '../types.js'

/** Some vectors and their classes. labels [rows] */
export type LabelledVectors = Vectors & { labels: Int32Array }

/**
 * The rows with a known label, in order, closing the gaps. Whole batches are passed on without copying, and so are valid until the
 * next one is asked for.
 */
export async function* labelledRows(table: EmbeddingTable): AsyncGenerator<LabelledVectors> {
  const { width } = table
  for await (const { vectors, labels, rows } of table.batches()) {
    if (vectors === null) continue
    const known = Int32Array.from(labels.keys()).filter((row) => labels[row] !== UNKNOWN)
    if (known.length === rows) {
      yield { rows, width, values: vectors, labels }
    } else if (known.length > 0) {
      const values = new Float32Array(known.length * width)
      for (const [i, row] of known.entries()) values.set(vectors.subarray(row * width, (row + 1) * width), i * width)
      yield { rows: known.length, width, values, labels: known.map((row) => labels[row]!) }
    }
  }
}

/** The rows with a known label, all in memory. */
export async function loadLabelled(table: EmbeddingTable): Promise<LabelledVectors> {
  const { width } = table
  const values = new Float32Array(table.rows * width)
  const labels = new Int32Array(table.rows)
  let rows = 0
  for await (const batch of labelledRows(table)) {
    values.set(batch.values, rows * width)
    labels.set(batch.labels, rows)
    rows += batch.rows
  }
  return { rows, width, values: values.subarray(0, rows * width), labels: labels.subarray(0, rows) }
}
