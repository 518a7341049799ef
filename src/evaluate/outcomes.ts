/** Tables → what each row got by the scores of heads. */
import { dataError } from '../errors.js'
import type { Measured, Outcome, Outcomes } from '../math/outcomes.js'
import { type EmbeddingTable, type Notice, UNKNOWN } from '../types.js'
import type { AskedDims } from './dims.js'
import { type Missed, noLabels, unknownLabels } from './evaluation.js'
import type { OutcomeMetric } from './outcome-metrics.js'

/** Outcomes of one model, and what is worth saying about them. */
export interface MeasuredOutcomes {
  rows: Outcomes
  warnings: readonly Notice[]
  missed: Missed | null // the model has none of the dims asked for
}

export interface OutcomeOptions {
  name: string // of the model
  dims: AskedDims
  metrics: readonly OutcomeMetric[] // those of other kinds are left out
  measured: Measured
}

/**
 * Whether the true class is among the first n, for every head and row.
 * @throws UserError (exit 3) when there are no heads or no labels
 */
export async function headOutcomes(table: EmbeddingTable, options: OutcomeOptions): Promise<MeasuredOutcomes> {
  const { name, dims, metrics, measured } = options
  if (table.headDims.length === 0) {
    throw dataError(
      'no-heads',
      `${name} has no classification heads; expected logits outputs`,
      'compare by a search: --database PATH --queries PATH --metric knn@1',
    )
  }
  const heads = table.headDims.flatMap((dim, g) => (dims === 'all' || dims.includes(dim) ? [{ dim, g }] : []))
  const ids: string[] = []
  const labels: number[] = []
  const ranks = heads.map((): number[] => [])
  for await (const batch of table.batches()) {
    for (let row = 0; row < batch.rows; row++) {
      if (batch.labels[row] === UNKNOWN) continue
      ids.push(batch.ids[row]!)
      labels.push(batch.labels[row]!)
      for (const [i, { g }] of heads.entries()) ranks[i]!.push(batch.heads!.rank[row * table.headDims.length + g]!)
    }
  }
  if (ids.length === 0) throw noLabels(table)
  const outcomes = metrics.flatMap((metric) => {
    if (metric.kind !== 'heads') return []
    return heads.map(({ dim }, i): Outcome => {
      const values = Float64Array.from(ranks[i]!, (rank) => (rank <= metric.n ? 1 : 0))
      return { model: name, metric: metric.id, dim, interpolated: false, values }
    })
  })
  const unknown = table.rows - ids.length
  return {
    rows: { ids, labels: Int32Array.from(labels), outcomes, measured },
    warnings: unknown > 0 ? [unknownLabels(unknown, table.rows, name)] : [],
    missed: heads.length === 0 ? { model: name, dims: table.headDims } : null,
  }
}
