/**
 * Heads that may answer with some of their classes only, as MRL scores ImageNet-A and -R: logits are restricted to the
 * classes that the dataset has, then argmax and softmax are taken (Kusupati et al. 2022, section 4.3; RAIVNLab/MRL).
 */
import { dataError, usageError } from '../errors.js'
import { keptScores } from '../math/head-scores.js'
import { type EmbeddingTable, type EncodedBatch, UNKNOWN } from '../types.js'

/** How far below the largest member's logit the others are put: e^−1e5 is 0 in float64, at any sensible temperature. */
const OUT_OF_REACH = 1e5

/**
 * The same rows, with logits and scores of the member classes. Class numbers stay those of the full list, and so does C:
 * the others' logits are finite, but their softmax is 0. Rows of other classes have no known label.
 * @param members class numbers, in any order
 * @param name what the members are called in errors
 * @throws UserError for a table without logits (exit 3), and for members that are none of its classes, repeated or
 * missing (exit 2)
 */
export function restrictClasses(table: EmbeddingTable, members: Int32Array, name: string): EmbeddingTable {
  const { logits: classes, path, headDims } = table
  if (classes === 0) {
    throw dataError('no-logits', `${path} holds no logits; ${name} restricts them`, 'embed with --logits')
  }
  const isMember = new Uint8Array(classes)
  for (const member of members) {
    if (member < 0 || member >= classes)
      throw usageError('subset-class', `${name} has class ${member}; ${path} has the classes 0 to ${classes - 1}`)
    if (isMember[member] === 1) throw usageError('subset-class', `${name} has class ${member} twice`)
    isMember[member] = 1
  }
  if (members.length === 0) throw usageError('subset-class', `${name} has no classes; expected at least one`)
  return {
    ...table,
    async *batches() {
      for await (const batch of table.batches()) yield restricted(batch, members, isMember, headDims.length)
    },
  }
}

function restricted(batch: EncodedBatch, members: Int32Array, isMember: Uint8Array, heads: number): EncodedBatch {
  const labels = batch.labels.map((label) => (label !== UNKNOWN && isMember[label] === 1 ? label : UNKNOWN))
  const logits = batch.heads!.logits!.slice()
  for (let at = 0; at < logits.length; at += isMember.length) {
    let largest = Number.NEGATIVE_INFINITY
    for (const member of members) largest = Math.max(largest, logits[at + member]!)
    for (let c = 0; c < isMember.length; c++) if (isMember[c] === 0) logits[at + c] = largest - OUT_OF_REACH
  }
  return { ...batch, labels, heads: keptScores(labels, heads, logits) }
}
