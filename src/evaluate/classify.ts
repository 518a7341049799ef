/** `classify`: top-1, top-5 and loss at every head, from the scores that stand beside the embeddings. */
import { dataError } from '../errors.js'
import { meanLoss } from '../metrics/loss.js'
import { topN } from '../metrics/top-n.js'
import type { EmbeddingTable, MetricValue, Notice, Row } from '../types.js'
import type { AskedDims } from './dims.js'
import { type Evaluation, noLabels, unknownLabels } from './evaluation.js'

/**
 * @param asked `--dims`; heads exist at their own dims only
 * @throws UserError (exit 3) when there are no heads or no labels
 */
export async function classify(table: EmbeddingTable, name: string, asked: AskedDims): Promise<Evaluation> {
  if (table.headDims.length === 0) {
    throw dataError(
      'no-heads',
      `${name} has no classification heads; expected logits outputs`,
      'use knn, which needs embeddings only',
    )
  }
  const { ranks, losses, unknown } = await headColumns(table)
  if (unknown === table.rows) throw noLabels(table)
  const warnings: Notice[] = unknown > 0 ? [unknownLabels(unknown, table.rows, name)] : []
  const rows: Row[] = []
  for (const [g, dim] of table.headDims.entries()) {
    if (asked !== 'all' && !asked.includes(dim)) continue
    const metrics: Record<string, MetricValue> = {
      top1: topN(ranks[g]!, 1),
      top5: topN(ranks[g]!, 5),
      loss: meanLoss(losses[g]!),
    }
    rows.push({ model: name, dim, metrics })
  }
  return { rows, warnings, ...(rows.length === 0 ? { missed: { model: name, dims: table.headDims } } : {}) }
}

async function headColumns(
  table: EmbeddingTable,
): Promise<{ ranks: Int32Array[]; losses: Float32Array[]; unknown: number }> {
  const heads = table.headDims.length
  const ranks = table.headDims.map(() => new Int32Array(table.rows))
  const losses = table.headDims.map(() => new Float32Array(table.rows))
  let unknown = 0
  for await (const batch of table.batches()) {
    for (let row = 0; row < batch.rows; row++) {
      if (batch.heads!.rank[row * heads] === 0) unknown++
      for (let g = 0; g < heads; g++) {
        ranks[g]![batch.start + row] = batch.heads!.rank[row * heads + g]!
        losses[g]![batch.start + row] = batch.heads!.loss[row * heads + g]!
      }
    }
  }
  return { ranks, losses, unknown }
}
