/**
 * MRL's own rule for thresholds. For each pair of neighboring heads (j, j + 1) alone, and each t of linspace(0.1, 1, 100): head j
 * answers where its confidence > t, head j + 1 elsewhere; threshold j is the smallest t with the most right answers. It looks at one
 * pair at a time and not at what the larger head costs. t = 1 means that head j never answers.
 *
 * Confidences are float32 and thresholds float64; they are compared in float64, as NumPy does with an array of thresholds (with
 * Python floats, NumPy 2 would round each t to float32 first).
 * Source: model_analysis/Model_Cascades.ipynb in RAIVNLab/MRL; MRL (arXiv 2205.13147) section 4.2.1 and appendix D.
 */
import type { Predictions } from '../types.js'
import { rowsOf } from './run.js'

/** numpy.linspace(0.1, 1, 100), to the bit. */
export const PAPER_GRID: readonly number[] = Array.from({ length: 100 }, (_, k) =>
  k === 99 ? 1 : k * ((1 - 0.1) / 99) + 0.1,
)

/**
 * @param rows row numbers to learn on; null: all
 * @returns thresholds of all heads but the largest [G − 1]
 * @throws UserError (exit 2) without rows
 */
export function paperThresholds(predictions: Predictions, rows: Int32Array | null): number[] {
  const chosen = rowsOf(predictions, rows)
  return Array.from({ length: predictions.dims.length - 1 }, (_, head) => pairThreshold(predictions, chosen, head))
}

function pairThreshold({ dims, labels, classes, confidence }: Predictions, rows: Int32Array, head: number): number {
  const [own, next] = [new Uint8Array(rows.length), new Uint8Array(rows.length)]
  const sure = Float64Array.from(rows, (row) => confidence[row * dims.length + head]!)
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * dims.length + head
    own[i] = classes[at] === labels[rows[i]!] ? 1 : 0
    next[i] = classes[at + 1] === labels[rows[i]!] ? 1 : 0
  }
  let [best, most] = [NaN, -1]
  for (const t of PAPER_GRID) {
    let right = 0
    for (let i = 0; i < rows.length; i++) right += sure[i]! > t ? own[i]! : next[i]!
    if (right > most) [best, most] = [t, right]
  }
  return best
}
