/** A table whose batches hold only until the next one is asked for, as those of Arrow files do. */
import type { EmbeddingTable } from '../../src/types.js'

type Numbers = Float32Array | Int32Array

/** The same table; what it gave before is overwritten, with NaN or a number that no row has, when more is asked for. */
export function lentTable(table: EmbeddingTable): EmbeddingTable {
  return {
    ...table,
    async *batches() {
      let lent: Numbers[] = []
      const lend = <A extends Numbers>(values: A): A => {
        const copy = values.slice() as A
        lent.push(copy)
        return copy
      }
      for await (const batch of table.batches()) {
        const { vectors, heads } = batch
        yield {
          ...batch,
          vectors: vectors && lend(vectors),
          heads: heads && {
            classes: lend(heads.classes),
            confidence: lend(heads.confidence),
            rank: lend(heads.rank),
            loss: lend(heads.loss),
            logits: heads.logits && lend(heads.logits),
          },
        }
        for (const values of lent) values.fill(values instanceof Float32Array ? Number.NaN : 12_345)
        lent = []
      }
    },
  }
}
