/** Whether the rows of two tables can be held against each other. */
import { dataError } from '../errors.js'
import type { EmbeddingTable } from '../types.js'

/**
 * @throws UserError (exit 3) when one has no embeddings, or when widths, models or class names differ
 */
export function requireComparable(one: EmbeddingTable, other: EmbeddingTable, name: string): void {
  for (const table of [one, other]) {
    if (table.width > 0) continue
    throw dataError(
      'no-embeddings',
      `${name} gives no embedding for ${table.path}; expected one`,
      'name the output: --embedding-output NAME',
    )
  }
  if (one.width !== other.width) {
    throw dataError(
      'width-mismatch',
      `${one.path} has ${one.width} dimensions, ${other.path} has ${other.width}; expected the same`,
    )
  }
  const [ours, theirs] = [one.provenance?.model, other.provenance?.model]
  if (ours && theirs && (ours.sha256 !== theirs.sha256 || String(ours.outputs) !== String(theirs.outputs))) {
    const [here, there] = [ours, theirs].map(
      (made) => `${made.name} (${made.sha256.slice(0, 8)}, ${made.outputs?.[0]})`,
    )
    throw dataError(
      'model-mismatch',
      `${one.path} holds embeddings of ${here}, ${other.path} of ${there}; expected one model and one output of it`,
      'embed both with the same --model',
    )
  }
  const [here, there] = [one.classes, other.classes]
  if (here === null || there === null) return
  const at = here.slice(0, there.length).findIndex((name, i) => name !== there[i])
  if (at === -1) return
  throw dataError(
    'classes-differ',
    `class ${at} is "${here[at]}" in ${one.path} and "${there[at]}" in ${other.path}; expected the same classes`,
  )
}
