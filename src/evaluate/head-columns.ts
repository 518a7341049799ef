/** What heads say of the rows of a table, in memory: a column for each head. */
import { largestWithin } from '../metrics/superclass.js'
import type { EmbeddingTable, HeadScores } from '../types.js'
import type { Superclasses } from './superclasses.js'

/** Columns by head [G], each [n]. Rows of unknown class stay: label UNKNOWN, rank 0, loss NaN. */
export interface HeadColumns {
  labels: Int32Array // [n]
  ranks: readonly Int32Array[] // of the true class, 1 = predicted
  losses: readonly Float32Array[] // nats
  predicted: readonly Int32Array[]
  within: readonly Uint8Array[] | null // 1: right among the classes of the row's superclass; null: there are no logits
  unknown: number // rows
}

/** @param superclasses null: none are asked for */
export async function loadHeadColumns(table: EmbeddingTable, superclasses: Superclasses | null): Promise<HeadColumns> {
  const column = <A>(make: new (rows: number) => A) => table.headDims.map(() => new make(table.rows))
  const labels = new Int32Array(table.rows)
  const [ranks, predicted, losses] = [column(Int32Array), column(Int32Array), column(Float32Array)]
  const within = superclasses !== null && table.logits > 0 ? column(Uint8Array) : null
  let unknown = 0
  for await (const { start, rows, labels: own, heads } of table.batches()) {
    labels.set(own, start)
    for (let row = 0; row < rows; row++) {
      if (heads!.rank[row * table.headDims.length] === 0) unknown++
      for (let g = 0; g < table.headDims.length; g++) {
        const at = row * table.headDims.length + g
        ranks[g]![start + row] = heads!.rank[at]!
        losses[g]![start + row] = heads!.loss[at]!
        predicted[g]![start + row] = heads!.classes[at]!
        if (within !== null) within[g]![start + row] = isRightWithin(heads!, at, table.logits, own[row]!, superclasses!)
      }
    }
  }
  return { labels, ranks, losses, predicted, within, unknown }
}

/** The columns of some heads, by their place. */
export function chosenHeads(
  { labels, ranks, losses, predicted, within, unknown }: HeadColumns,
  heads: readonly number[],
): HeadColumns {
  const pick = <A>(columns: readonly A[]) => heads.map((g) => columns[g]!)
  return {
    labels,
    ranks: pick(ranks),
    losses: pick(losses),
    predicted: pick(predicted),
    within: within === null ? null : pick(within),
    unknown,
  }
}

/** @param at row · G + head */
function isRightWithin(
  { logits }: HeadScores,
  at: number,
  classes: number,
  label: number,
  { of, members }: Superclasses,
): 0 | 1 {
  const superclass = of.get(label)
  if (superclass === undefined) return 0
  return largestWithin(logits!.subarray(at * classes, (at + 1) * classes), members[superclass]!) === label ? 1 : 0
}
