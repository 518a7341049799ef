import type { DatasetBatch } from '../../../src/types.js'

/** Texts as a dataset gives them, of unknown class. */
export function textBatch(texts: readonly string[], start = 0): DatasetBatch {
  return {
    start,
    rows: texts.length,
    ids: texts.map((_, row) => String(start + row)),
    labels: new Int32Array(texts.length).fill(-1),
    inputs: { kind: 'texts', texts },
  }
}
