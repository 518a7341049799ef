/** Small predictions for tests, and the ones of the fixtures' models that stand in the golden file. */
import type { Predictions } from '../../src/types.js'
import golden from '../golden/cascade.json' with { type: 'json' }

export const MODELS = ['mrl', 'mrl-e'] as const

/** A row is [confidence, is right] for each head. The true class is 0; a wrong head says 1, or what `wrong` has for it. */
export function predictionsOf(
  dims: readonly number[],
  rows: readonly (readonly (readonly [number, boolean])[])[],
  wrong = dims.map(() => 1),
): Predictions {
  return {
    dims,
    rows: rows.length,
    labels: new Int32Array(rows.length),
    classes: Int32Array.from(rows.flatMap((row) => row.map(([, right], head) => (right ? 0 : wrong[head]!)))),
    confidence: Float32Array.from(rows.flatMap((row) => row.map(([c]) => c))),
  }
}

/** 600 rows × 9 heads of a model of the fixtures. */
export function goldenPredictions(model: (typeof MODELS)[number]): Predictions {
  const { labels, classes, confidence } = golden.models[model]
  return {
    dims: golden.dims,
    rows: golden.rows,
    labels: Int32Array.from(new Int16Array(bytes(labels))),
    classes: Int32Array.from(new Int16Array(bytes(classes))),
    confidence: new Float32Array(bytes(confidence)),
  }
}

/** The same rows, as some of the heads see them. */
export function withHeads(predictions: Predictions, heads: readonly number[]): Predictions {
  const G = predictions.dims.length
  const at = (k: number) => Math.floor(k / heads.length) * G + heads[k % heads.length]!
  const size = predictions.rows * heads.length
  return {
    ...predictions,
    dims: heads.map((head) => predictions.dims[head]!),
    classes: Int32Array.from({ length: size }, (_, k) => predictions.classes[at(k)]!),
    confidence: Float32Array.from({ length: size }, (_, k) => predictions.confidence[at(k)]!),
  }
}

/** What base64 stands for, in memory of its own. */
export function bytes(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, 'base64')).buffer
}
