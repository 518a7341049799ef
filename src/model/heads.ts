/**
 * Which outputs of a model are the embedding and the nested heads. Told by flag, else by output names, else by shape:
 * a stacked [G, B, C] or [B, G, C] output, or a tuple of nameless [B, C] outputs whose dims the graph tells.
 */
import { dataError, usageError } from '../errors.js'
import type { Dims } from '../types.js'

/** An output's name and shape; a symbolic axis is a string. */
export interface OutputShape {
  name: string
  shape: readonly (number | string)[]
}

/** What the user said about the outputs. */
export interface ToldOutputs {
  embedding?: string
  logits?: readonly { dim: number | null; name: string }[]
  layout?: 'gbc' | 'bgc'
}

/** Where the logits of one head stand: a whole [B, C] output, or slot `index` of a stacked one. */
export interface Head {
  dim: number
  output: string
  stack: { layout: 'gbc' | 'bgc'; index: number; heads: number } | null
}

export interface Outputs {
  embedding: string | null
  heads: readonly Head[] // ascending dims
}

/** What is known of the model besides its outputs. */
export interface ModelHints {
  path: string
  dims: Dims | null // declared in the metadata
  inputWidth(output: string): number | null // features that the head behind an output reads, from the graph
}

const EMBEDDING =
  /^(embeddings?|features?|sentence_embedding|text_embeds|image_embeds|pooled(_output)?|pooler_output)$/i
const LOGITS = /^(.*[^a-z])?(logits?|head|scores?)[^a-z0-9]?(\d+)?$/i

/** @throws UserError when a told output is missing, when nothing is found, or when a head's dim cannot be told */
export function findOutputs(outputs: readonly OutputShape[], told: ToldOutputs, hints: ModelHints): Outputs {
  const embedding = findEmbedding(outputs, told, hints)
  const width = lastAxis(outputs.find(({ name }) => name === embedding))
  const heads = told.logits
    ? toldHeads(outputs, told, hints, width)
    : guessedHeads(outputs, told, hints, embedding, width)
  const seen = new Set<number>()
  for (const { dim } of heads) {
    if (seen.has(dim))
      throw dataError(
        'heads-ambiguous',
        `${hints.path}: two outputs look like the head at dim ${dim}`,
        'say which: --logits-output DIM=NAME',
      )
    seen.add(dim)
  }
  if (embedding === null && heads.length === 0) {
    throw dataError(
      'model-outputs',
      `${hints.path} has neither an embedding nor logits: its outputs are ${list(outputs)}`,
      'say which: --embedding-output NAME or --logits-output DIM=NAME',
    )
  }
  return { embedding, heads: heads.toSorted((a, b) => a.dim - b.dim) }
}

function findEmbedding(outputs: readonly OutputShape[], told: ToldOutputs, hints: ModelHints): string | null {
  if (told.embedding !== undefined) {
    const output = named(outputs, told.embedding, '--embedding-output', hints)
    if (output.shape.length !== 2)
      throw usageError(
        'output-shape',
        `--embedding-output ${output.name} has shape ${show(output)}; expected [batch, D]`,
      )
    return output.name
  }
  const flat = outputs.filter(({ shape }) => shape.length === 2)
  const telling = flat.filter(({ name }) => EMBEDDING.test(name))
  if (telling.length > 1) {
    throw dataError(
      'embedding-ambiguous',
      `${hints.path}: the outputs ${list(telling)} could each be the embedding`,
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

function toldHeads(
  outputs: readonly OutputShape[],
  told: ToldOutputs,
  hints: ModelHints,
  width: number | null,
): Head[] {
  return told.logits!.flatMap(({ dim, name }) => {
    const output = named(outputs, name, '--logits-output', hints)
    if (output.shape.length === 3) return stackedHeads(output, told, hints)
    return [{ dim: dim ?? ownDim(output, hints, width), output: name, stack: null }]
  })
}

function guessedHeads(
  outputs: readonly OutputShape[],
  told: ToldOutputs,
  hints: ModelHints,
  embedding: string | null,
  width: number | null,
): Head[] {
  const others = outputs.filter(({ name }) => name !== embedding)
  const stacked = others.filter(({ name, shape }) => shape.length === 3 && LOGITS.test(name))
  if (stacked.length === 1) return stackedHeads(stacked[0]!, told, hints)
  const flat = others.filter(({ shape }) => shape.length === 2)
  const telling = flat.filter(({ name }) => LOGITS.test(name))
  if (telling.length > 0) {
    return telling.map((output) => ({ dim: namedDim(output, hints, width), output: output.name, stack: null }))
  }
  return flat
    .filter((output) => isTupleHead(output, flat, hints))
    .map((output) => ({ dim: hints.inputWidth(output.name)!, output: output.name, stack: null }))
}

/** The number in a head's name, unless the layer behind it reads another number of features: `logits_0` may count heads. */
function namedDim(output: OutputShape, hints: ModelHints, width: number | null): number {
  const number = LOGITS.exec(output.name)?.[3]
  if (number === undefined) return ownDim(output, hints, width)
  const reads = hints.inputWidth(output.name)
  if (reads !== null) return reads
  const dim = Number(number)
  if (dim >= 1 && (hints.dims === null || hints.dims.includes(dim))) return dim
  throw dataError(
    'head-dim',
    `${hints.path}: the output "${output.name}" looks like a head at dim ${dim}, which is none of its dims`,
    `say which: --logits-output DIM=${output.name}`,
  )
}

/** One of at least two nameless outputs of one width, each made by a linear layer. */
function isTupleHead(output: OutputShape, flat: readonly OutputShape[], hints: ModelHints): boolean {
  const isHead = (other: OutputShape) => other.shape[1] === output.shape[1] && hints.inputWidth(other.name) !== null
  return isHead(output) && flat.filter(isHead).length > 1
}

/** A lone head reads the whole embedding: its dim is the only declared one, the features it reads, or D. */
function ownDim(output: OutputShape, hints: ModelHints, width: number | null): number {
  const dim = (hints.dims?.length === 1 ? hints.dims[0] : null) ?? hints.inputWidth(output.name) ?? width
  if (dim === null)
    throw dataError(
      'head-dim',
      `${hints.path}: the dim of the head "${output.name}" cannot be told`,
      `say it: --logits-output DIM=${output.name}`,
    )
  return dim
}

function stackedHeads(output: OutputShape, told: ToldOutputs, hints: ModelHints): Head[] {
  const [first, second] = output.shape
  const layout =
    told.layout ??
    (typeof first === 'number' && typeof second === 'string'
      ? 'gbc'
      : typeof first === 'string' && typeof second === 'number'
        ? 'bgc'
        : null)
  if (layout === null) {
    throw dataError(
      'logits-layout',
      `${hints.path}: which axis of "${output.name}" ${show(output)} counts the heads cannot be told`,
      'say it: --logits-layout gbc or --logits-layout bgc',
    )
  }
  const axis = layout === 'gbc' ? first : second
  const { dims } = hints
  if (dims === null || (typeof axis === 'number' && dims.length !== axis)) {
    const found = dims === null ? 'its metadata declares no nesting_dims' : `its metadata declares ${dims.length} dims`
    throw dataError(
      'head-dims',
      `${hints.path}: "${output.name}" stacks ${axis} heads, but ${found}`,
      'say them: --model-dims 8,16,…',
    )
  }
  return dims.map((dim, index) => ({
    dim,
    output: output.name,
    stack: { layout, index, heads: dims.length },
  }))
}

function named(outputs: readonly OutputShape[], name: string, flag: string, hints: ModelHints): OutputShape {
  const output = outputs.find((candidate) => candidate.name === name)
  if (output === undefined)
    throw usageError('output-missing', `${flag} ${name}: ${hints.path} has no such output; it has ${list(outputs)}`)
  return output
}

function lastAxis(output: OutputShape | undefined): number | null {
  const last = output?.shape.at(-1)
  return typeof last === 'number' ? last : null
}

function list(outputs: readonly OutputShape[]): string {
  return outputs.map((output) => `${output.name} ${show(output)}`).join(', ')
}

function show({ shape }: OutputShape): string {
  return `[${shape.join(', ')}]`
}
