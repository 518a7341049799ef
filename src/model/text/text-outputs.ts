/**
 * Which output of a graph of texts is the embedding: as told; else one vector a text that the graph itself pooled
 * (`sentence_embedding`); else vectors of tokens, which are pooled here; else another output of one vector a text.
 */
import { dataError } from '../../errors.js'
import type { Head } from '../heads.js'
import type { ModelHints, OutputShape, ToldOutputs } from '../output-shape.js'
import { findOutputs } from '../outputs.js'

export interface TextOutputs {
  embedding: string | null // output name
  pooled: boolean // false: it is of tokens, [batch, T, width]
  width: number | null // of the output's last axis; null: the signature does not say, or there is none
  heads: readonly Head[]
}

const POOLED = /^(sentence_embeddings?|embeddings?|text_embeds)$/i
const TOKENS = ['token_embeddings', 'last_hidden_state']

/** @throws UserError when nothing can be the embedding or logits, or a told output is not there or of another shape */
export function findTextOutputs(outputs: readonly OutputShape[], told: ToldOutputs, hints: ModelHints): TextOutputs {
  const toldNames = new Set([told.embedding, ...(told.logits ?? []).map(({ name }) => name)])
  const flat = outputs.filter(({ name, shape }) => shape.length === 2 || toldNames.has(name))
  const states = tokenStates(outputs, flat, told)
  if (states === null) {
    if (flat.length === 0) throw nothing(outputs, hints.path)
    const found = findOutputs(flat, { ...told, ...pooledName(flat, told) }, hints)
    return { ...found, pooled: true, width: widthOf(flat.find(({ name }) => name === found.embedding)) }
  }
  const asPooled = { name: states.name, shape: ['batch', states.shape[2]!] }
  const others = flat.filter(({ name }) => name !== states.name)
  const found = findOutputs([asPooled, ...others], { ...told, embedding: states.name }, hints)
  return { ...found, pooled: false, width: widthOf(states) }
}

function tokenStates(
  outputs: readonly OutputShape[],
  flat: readonly OutputShape[],
  { embedding }: ToldOutputs,
): OutputShape | null {
  const deep = outputs.filter(({ shape }) => shape.length === 3)
  if (embedding !== undefined) return deep.find(({ name }) => name === embedding) ?? null
  if (flat.some(({ name }) => POOLED.test(name))) return null
  return deep.find(({ name }) => TOKENS.includes(name)) ?? deep.find(({ name }) => !/logits/i.test(name)) ?? null
}

/** Where a graph has both, `sentence_embedding` is what its whole chain gives, and `pooler_output` a part of it. */
function pooledName(flat: readonly OutputShape[], { embedding }: ToldOutputs): ToldOutputs {
  const name = embedding ?? flat.find((output) => POOLED.test(output.name))?.name
  return name === undefined ? {} : { embedding: name }
}

function widthOf(output: OutputShape | undefined): number | null {
  const last = output?.shape.at(-1)
  return typeof last === 'number' && last > 0 ? last : null
}

function nothing(outputs: readonly OutputShape[], path: string): Error {
  const found = outputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ') || 'none of numbers'
  return dataError(
    'model-outputs',
    `${path} gives neither vectors of texts nor of tokens: its outputs are ${found}`,
    'export it for feature extraction: optimum-cli export onnx --task feature-extraction …',
  )
}
