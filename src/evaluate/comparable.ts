/** Whether two tables can be searched one with the other. */
import { dataError } from '../errors.js'
import type { EmbeddingTable } from '../types.js'

/**
 * @throws UserError (exit 3) when one has no embeddings, or when widths, models or class names differ
 */
export function requireComparable(database: EmbeddingTable, queries: EmbeddingTable, name: string): void {
  for (const table of [database, queries]) {
    if (table.width > 0) continue
    throw dataError(
      'no-embeddings',
      `${name} gives no embedding for ${table.path}; a search needs one`,
      'name the output: --embedding-output NAME',
    )
  }
  if (database.width !== queries.width) {
    throw dataError(
      'width-mismatch',
      `the database ${database.path} has ${database.width} dimensions, the queries ${queries.path} have ${queries.width}; expected the same`,
    )
  }
  const [ours, theirs] = [database.provenance?.model, queries.provenance?.model]
  if (ours && theirs && (ours.sha256 !== theirs.sha256 || String(ours.outputs) !== String(theirs.outputs))) {
    const [here, there] = [ours, theirs].map(
      (made) => `${made.name} (${made.sha256.slice(0, 8)}, ${made.outputs?.[0]})`,
    )
    throw dataError(
      'model-mismatch',
      `${database.path} holds embeddings of ${here}, ${queries.path} of ${there}; expected one model and one output of it`,
      'embed both with the same --model',
    )
  }
  const [here, there] = [database.classes, queries.classes]
  if (here === null || there === null) return
  const differs = here.findIndex((label, i) => label !== there[i])
  if (differs === -1 && here.length === there.length) return
  const at = differs === -1 ? here.length : differs
  throw dataError(
    'classes-differ',
    `class ${at} is "${here[at] ?? 'absent'}" in ${database.path} and "${there[at] ?? 'absent'}" in ${queries.path}; expected the same classes`,
  )
}
