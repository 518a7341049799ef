/** Which row of a file a row of a batch is. */
import type { DatasetBatch } from '../types.js'

/** @param row of the batch */
export function rowNumber({ start, numbers }: Pick<DatasetBatch, 'start' | 'numbers'>, row: number): number {
  return numbers?.[row] ?? start + row
}
