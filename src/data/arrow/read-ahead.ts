/** The next batch is read while one is looked at, where batches are taken in order. */
import type { RecordBatch } from 'apache-arrow'

type Read = (i: number) => Promise<RecordBatch>

/**
 * The same batches. One more than was asked for may lie in memory.
 * @param isSmall whether a batch may be read before it is asked for
 */
export function readAhead(read: Read, isSmall: (i: number) => boolean): Read {
  let last = -1
  let ahead: { i: number; batch: Promise<RecordBatch> } | null = null
  return (i) => {
    const batch = ahead?.i === i ? ahead.batch : read(i)
    const isInOrder = i === last + 1
    last = i
    ahead = null
    if (isInOrder && isSmall(i + 1)) {
      const start = () => read(i + 1)
      const next = batch.then(start, start)
      next.catch(() => {}) // it is told when the batch is asked for
      ahead = { i: i + 1, batch: next }
    }
    return batch
  }
}
