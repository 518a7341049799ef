/** A table whose heads are probes: the same rows and vectors, with what a fitted probe says at every dim beside them. */
import { keptScores } from '../math/head-scores.js'
import type { SessionOptions } from '../onnx/session.js'
import { type EmbeddingTable, type EncodedBatch, type HeadScores, UNKNOWN } from '../types.js'
import type { ProbeSet } from './choose.js'
import { openEngine, type ProbeEngine } from './engine.js'

/** Rank of a class that training never saw: beyond every top-n. */
export const NEVER = 2 ** 31 - 1

/** How far below a row's largest logit such a class lies: its softmax is 0 in float32, and temperatures stay sensible. */
const BELOW = 104

/**
 * The table's own heads are replaced, and logits are kept. A row of a class that training never saw has rank NEVER, and
 * loss NaN, since none is finite. An ONNX session lives while `batches` is iterated.
 * @param classes C, more than every label and every number in `present`
 */
export function probed(table: EmbeddingTable, set: ProbeSet, classes: number, session: SessionOptions): EmbeddingTable {
  return {
    ...table,
    headDims: set.probes.map(({ dim }) => dim),
    logits: classes,
    async *batches() {
      const engine = await openEngine(session)
      try {
        for await (const batch of table.batches())
          yield {
            ...batch,
            heads: scoresOf(batch.labels, set, await logitsOf(engine, batch, table.width, set, classes)),
          }
      } finally {
        await engine.close()
      }
    },
  }
}

/**
 * For a fixed-feature model whose dim was not asked for: a table that says which head it would have, and whose scores are
 * those of no answer, for nobody to read.
 */
export function unfitted(table: EmbeddingTable): EmbeddingTable {
  return {
    ...table,
    headDims: [table.width],
    logits: 0,
    async *batches() {
      for await (const batch of table.batches()) {
        const { rows, labels } = batch
        const rank = labels.map((label) => (label === UNKNOWN ? 0 : NEVER))
        const loss = new Float32Array(rows).fill(Number.NaN)
        const heads = { classes: new Int32Array(rows), confidence: new Float32Array(rows), rank, loss, logits: null }
        yield { ...batch, heads }
      }
    },
  }
}

/** @returns [rows × G × C] */
async function logitsOf(
  engine: ProbeEngine,
  { rows, vectors }: EncodedBatch,
  width: number,
  { present, probes }: ProbeSet,
  classes: number,
): Promise<Float32Array> {
  const tile = { rows, width, values: vectors! }
  const all = new Float32Array(rows * probes.length * classes)
  for (const [g, probe] of probes.entries()) {
    const found = await engine.logits(tile, probe)
    for (let row = 0; row < rows; row++) {
      const own = found.subarray(row * present.length, (row + 1) * present.length)
      const at = (row * probes.length + g) * classes
      if (present.length < classes) {
        const largest = own.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY)
        all.fill(largest - BELOW, at, at + classes)
      }
      for (let c = 0; c < own.length; c++) all[at + present[c]!] = own[c]!
    }
  }
  return all
}

function scoresOf(labels: Int32Array, { present, probes }: ProbeSet, logits: Float32Array): HeadScores {
  const scores = keptScores(labels, probes.length, logits)
  const seen = new Set(present)
  for (const [row, label] of labels.entries()) {
    if (label === UNKNOWN || seen.has(label)) continue
    scores.rank.fill(NEVER, row * probes.length, (row + 1) * probes.length)
    scores.loss.fill(Number.NaN, row * probes.length, (row + 1) * probes.length)
  }
  return scores
}
