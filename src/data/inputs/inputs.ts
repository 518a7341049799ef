/** Inputs of some rows, cut and put together. */
import type { DatasetBatch, Inputs } from '../../types.js'

/** Batches one after the other as one. */
export function joinBatches(parts: readonly DatasetBatch[]): DatasetBatch {
  const first = parts[0]!
  if (parts.length === 1) return first
  const numbers = parts.flatMap((part) => [...(part.numbers ?? [])])
  return {
    start: first.start,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    ...(first.numbers === undefined ? {} : { numbers: Int32Array.from(numbers) }),
    ids: parts.flatMap((part) => part.ids),
    labels: Int32Array.from(parts.flatMap((part) => [...part.labels])),
    inputs: joinInputs(parts.map((part) => part.inputs)),
  }
}

function joinInputs(parts: readonly Inputs[]): Inputs {
  const first = parts[0]!
  if (first.kind === 'images')
    return { kind: 'images', files: parts.flatMap((part) => (part.kind === 'images' ? part.files : [])) }
  if (first.kind === 'texts')
    return { kind: 'texts', texts: parts.flatMap((part) => (part.kind === 'texts' ? part.texts : [])) }
  const tensors = parts.map((part) => (part.kind === 'tensors' ? part.values : new Float32Array(0)))
  const values = new Float32Array(tensors.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of tensors) {
    values.set(part, at)
    at += part.length
  }
  return { kind: 'tensors', values, size: first.size }
}
