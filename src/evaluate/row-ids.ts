/** Ids of the rows of a table that an evaluation counts. */
import { type EmbeddingTable, UNKNOWN } from '../types.js'

/** @param rows which, by row number; null: those whose class is known. In order */
export async function countedIds(table: EmbeddingTable, rows: ((row: number) => boolean) | null): Promise<string[]> {
  const ids: string[] = []
  for await (const { start, ids: own, labels } of table.batches()) {
    for (const [i, id] of own.entries()) if (rows === null ? labels[i] !== UNKNOWN : rows(start + i)) ids.push(id)
  }
  return ids
}
