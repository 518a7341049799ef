/** Which outputs of a model are the embedding and the nested heads: told by flag, else by output names, else by shape. */
import { dataError, usageError } from '../errors.js'
import { findHeads, type Head, isTupleHead, LOGITS } from './heads.js'
import {
  listOutputs,
  type ModelHints,
  type OutputShape,
  outputNamed,
  showShape,
  type ToldOutputs,
} from './output-shape.js'

export interface Outputs {
  embedding: string | null
  heads: readonly Head[] // ascending dims
}

const EMBEDDING =
  /^(embeddings?|features?|sentence_embedding|text_embeds|image_embeds|pooled(_output)?|pooler_output)$/i

/** @throws UserError when a told output is missing, when nothing is found, or when a head's dim cannot be told */
export function findOutputs(outputs: readonly OutputShape[], told: ToldOutputs, hints: ModelHints): Outputs {
  const embedding = findEmbedding(outputs, told, hints)
  const width = lastAxis(outputs.find(({ name }) => name === embedding))
  const heads = findHeads(outputs, told, hints, embedding, width)
  if (embedding === null && heads.length === 0) {
    throw dataError(
      'model-outputs',
      `${hints.path} has neither an embedding nor logits: its outputs are ${listOutputs(outputs)}`,
      'say which: --embedding-output NAME or --logits-output DIM=NAME',
    )
  }
  return { embedding, heads: heads.toSorted((a, b) => a.dim - b.dim) }
}

function findEmbedding(outputs: readonly OutputShape[], told: ToldOutputs, hints: ModelHints): string | null {
  if (told.embedding !== undefined) {
    const output = outputNamed(outputs, told.embedding, '--embedding-output', hints)
    if (output.shape.length !== 2)
      throw usageError(
        'output-shape',
        `--embedding-output ${output.name} has shape ${showShape(output)}; expected [batch, D]`,
      )
    return output.name
  }
  const flat = outputs.filter(({ shape }) => shape.length === 2)
  const telling = flat.filter(({ name }) => EMBEDDING.test(name))
  if (telling.length > 1) {
    throw dataError(
      'embedding-ambiguous',
      `${hints.path}: the outputs ${listOutputs(telling)} could each be the embedding`,
      `say which: --embedding-output ${telling[0]!.name}`,
    )
  }
  if (telling.length === 1) return telling[0]!.name
  const claimed = new Set(told.logits?.map(({ name }) => name))
  const rest = flat.filter(
    (output) => !LOGITS.test(output.name) && !claimed.has(output.name) && !isTupleHead(output, flat, hints),
  )
  return rest.length === 1 ? rest[0]!.name : null
}

function lastAxis(output: OutputShape | undefined): number | null {
  const last = output?.shape.at(-1)
  return typeof last === 'number' ? last : null
}
