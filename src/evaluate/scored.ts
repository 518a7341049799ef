/** What heads say of the rows of a set, as one way to be sure and one choice of temperatures see it. */
import { usageError } from '../errors.js'
import type { ConfidenceKind } from '../math/softmax.js'
import { fitTemperatures } from '../math/temperature.js'
import type { Dims, EmbeddingTable, Predictions } from '../types.js'
import type { AskedDims } from './dims.js'
import { loadLogits, loadPredictions, predictionsOf } from './predictions.js'

export interface Scored {
  dims: Dims
  rows: number // those with a known label
  unknown: number // rows without one, left out
  temperatures(rows: Int32Array | null): readonly number[] | null // learnt on these rows; null: none are wanted
  predictions(temperatures: readonly number[] | null): Predictions
}

export interface ScoredOptions {
  confidence: ConfidenceKind
  temperature: boolean // logits are divided by what is learnt for each head
  memory: number // bytes that logits may take
  dims: AskedDims // heads that take part
}

const MOST_HEADS = 256 // heads are numbered by bytes

/** True when head columns do not tell enough. */
export function needsLogits({ confidence, temperature }: Pick<ScoredOptions, 'confidence' | 'temperature'>): boolean {
  return temperature || confidence !== 'softmax'
}

/**
 * @returns null when the table has none of the heads that are asked for
 * @throws UserError (exit 3) when there are no heads, no labels, or no logits where they are needed
 */
export async function loadScored(table: EmbeddingTable, options: ScoredOptions): Promise<Scored | null> {
  const heads = table.headDims.flatMap((dim, g) => (options.dims === 'all' || options.dims.includes(dim) ? [g] : []))
  if (heads.length === 0 && table.headDims.length > 0) return null
  if (heads.length > MOST_HEADS)
    throw usageError(
      'too-many-heads',
      `--dims: ${table.path} has ${heads.length} heads; expected at most ${MOST_HEADS}`,
    )
  const some = (predictions: Predictions) => withHeads(predictions, heads)
  const dims = heads.map((g) => table.headDims[g]!)
  if (!needsLogits(options)) {
    const { predictions, unknown } = await loadPredictions(table)
    const own = some(predictions)
    return { dims, rows: own.rows, unknown, temperatures: () => null, predictions: () => own }
  }
  const { logits, unknown } = await loadLogits(table, options.memory)
  const { confidence, temperature } = options
  const predictions = (own: readonly number[] | null) => {
    const temperatures = own === null ? null : table.headDims.map((_, g) => own[heads.indexOf(g)] ?? 1)
    return some(predictionsOf(logits, { confidence, temperatures }))
  }
  let plain: Predictions | null = null // the same in every split
  return {
    dims,
    rows: logits.rows,
    unknown,
    temperatures(rows) {
      const all = temperature ? fitTemperatures(logits, rows) : null
      return all && heads.map((g) => all[g]!)
    },
    predictions(temperatures) {
      if (temperatures !== null) return predictions(temperatures)
      plain ??= predictions(null)
      return plain
    },
  }
}

/** What some of the heads say. */
function withHeads(predictions: Predictions, heads: readonly number[]): Predictions {
  const { dims, rows, classes, confidence } = predictions
  if (heads.length === dims.length) return predictions
  const at = (i: number) => Math.floor(i / heads.length) * dims.length + heads[i % heads.length]!
  const size = rows * heads.length
  return {
    ...predictions,
    dims: heads.map((g) => dims[g]!),
    classes: new Int32Array(size).map((_, i) => classes[at(i)]!),
    confidence: new Float32Array(size).map((_, i) => confidence[at(i)]!),
  }
}
