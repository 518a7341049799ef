/** Tables of logits in memory. */
import { keptScores } from '../../src/math/head-scores.js'
import type { Dims, EmbeddingTable } from '../../src/types.js'

interface Given {
  dims: Dims // of the heads
  labels: readonly number[] // [n]
  logits: readonly number[] // [n × G × C]
  classes?: readonly string[] // names
  keeps?: boolean // false: the table holds no logits
  batch?: number // rows
}

export function headTable({ dims, labels, logits, classes, keeps = true, batch = 2 }: Given): EmbeddingTable {
  const size = logits.length / labels.length
  return {
    path: 'data.arrow',
    name: 'data',
    rows: labels.length,
    width: 0,
    dims,
    headDims: dims,
    logits: keeps ? size / dims.length : 0,
    labelled: true,
    classes: classes ?? null,
    provenance: null,
    async *batches() {
      for (let start = 0; start < labels.length; start += batch) {
        const own = Int32Array.from(labels.slice(start, start + batch))
        const rows = own.length
        const heads = keptScores(own, dims.length, Float32Array.from(logits.slice(start * size, (start + rows) * size)))
        const ids = Array.from(own, (_, row) => String(start + row))
        yield { start, rows, ids, labels: own, vectors: null, heads: keeps ? heads : { ...heads, logits: null } }
      }
    },
  }
}
