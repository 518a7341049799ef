/**
 * Which outputs of a model are its nested heads. Told by flag, else by output names, else by shape: a stacked [G, B, C] or
 * [B, G, C] output, or a tuple of nameless [B, C] outputs whose dims the graph tells.
 */
import { dataError } from '../errors.js'
import { type ModelHints, type OutputShape, outputNamed, showShape, type ToldOutputs } from './output-shape.js'

/** Where the logits of one head stand: a whole [B, C] output, or slot `index` of a stacked one. */
export interface Head {
  dim: number
  output: string
  stack: { layout: 'gbc' | 'bgc'; index: number; heads: number } | null
}

/** What outputs of logits are called, with the number of the head. */
export const LOGITS = /^(.*[^a-z])?(logits?|head|scores?)[^a-z0-9]?(\d+)?$/i

/**
 * The heads, in no order.
 * @param embedding name of the output that is none
 * @param width of the embedding; null: unknown
 * @throws UserError when a told output is missing, or when a head's dim cannot be told or is another's
 */
export function findHeads(
  outputs: readonly OutputShape[],
  told: ToldOutputs,
  hints: ModelHints,
  embedding: string | null,
  width: number | null,
): Head[] {
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
  return heads
}

function toldHeads(
  outputs: readonly OutputShape[],
  told: ToldOutputs,
  hints: ModelHints,
  width: number | null,
): Head[] {
  return told.logits!.flatMap(({ dim, name }) => {
    const output = outputNamed(outputs, name, '--logits-output', hints)
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
export function isTupleHead(output: OutputShape, flat: readonly OutputShape[], hints: ModelHints): boolean {
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
      `${hints.path}: which axis of "${output.name}" ${showShape(output)} counts the heads cannot be told`,
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
