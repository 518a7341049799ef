/** Tables that are read as they stand: what `embed` wrote, embeddings of other tools, and arrays of logits. */
import { labelledBy } from '../../data/embeddings/array-labels.js'
import { isArray, isLogitsArray, openArrays } from '../../data/embeddings/arrays.js'
import { openEmbeddings } from '../../data/embeddings/embeddings.js'
import type { ForeignTable } from '../../data/embeddings/logits-kind.js'
import { labelsBeside } from '../../data/formats/npy.js'
import { dataError, usageError } from '../../errors.js'
import type { Dims, EmbeddingTable } from '../../types.js'
import type { EmbedSettings } from './embedder.js'
import type { NamedModel } from './models.js'
import { labelsFlag, type Reading, SCORED } from './reading.js'
import { isStored } from './stands-alone.js'

type TableSettings = Pick<EmbedSettings, 'outputs' | 'modelDims'>

/**
 * The table of a file that is read as it stands; null: its rows go through the model.
 * @throws UserError when the file does not fit its role, the model or what is wanted of its heads
 */
export async function storedTable(
  reading: Reading,
  model: NamedModel | null,
  settings: TableSettings,
): Promise<ForeignTable | null> {
  const { role, path, columns } = reading
  if (!(await isStored(path, model, columns))) return null
  const table = (await isLogitsArray(path))
    ? await openLogits(reading, model, settings)
    : await openLabelled(reading, settings)
  if (SCORED.has(role)) requireWanted(table, reading)
  return table
}

/**
 * Embeddings, or columns of logits, with the labels of another file where they have none. Labels of an array are in another
 * file in any case, and those that were told go before those of `…-y.npy` beside it.
 */
async function openLabelled(reading: Reading, { modelDims }: TableSettings): Promise<ForeignTable> {
  const { role, path, labels } = reading
  const table = withDims(await openEmbeddings(path, reading.columns), modelDims)
  if (labels === null) {
    if (!table.labelled && isArray(path) && role !== 'database' && role !== 'queries') throw labelsMissing(reading)
    return table
  }
  if (table.labelled && !isArray(path)) requireNoLabels(reading)
  return labelledBy(table, labels)
}

/** Embeddings that do not say their nesting dims have those that were told. @throws UserError (exit 2) for dims that do not fit */
function withDims(table: ForeignTable, told: Dims | null): ForeignTable {
  requireOwnDims(table, told)
  if (told === null || table.provenance !== null || table.headDims.length > 0) return table
  const most = told.at(-1) ?? 0
  if (most > table.width)
    throw usageError(
      'dims-above',
      `--model-dims has ${most}; the embeddings of ${table.path} have ${table.width} dimensions`,
    )
  return { ...table, dims: told }
}

/** Columns `logits_8`, … say their dims themselves. @throws UserError (exit 2) when --model-dims says others */
function requireOwnDims({ path, headDims, provenance }: EmbeddingTable, told: Dims | null): void {
  if (told === null || provenance !== null || headDims.length === 0 || told.join() === headDims.join()) return
  const found = `${path} names its heads itself, at ${headDims.join(', ')}`
  throw usageError('model-dims-unused', `--model-dims has ${told.join(', ')}; ${found}`, 'leave --model-dims out')
}

/** @throws UserError (exit 2) for labels beside a file that has its own, or that goes through a model */
export function requireNoLabels({ role, path, labels }: Pick<Reading, 'role' | 'path' | 'labels'>): void {
  if (labels === null) return
  const what = `${labelsFlag(role)} is for embeddings or a .npy array without labels`
  throw usageError('labels-unused', `${what}; --${role} is ${path}`, `leave ${labelsFlag(role)} out`)
}

function labelsMissing({ role, path }: Reading): Error {
  const what = `--${role} ${path} is an array, which brings no labels`
  return usageError('labels-missing', what, `${labelsFlag(role)} FILE`)
}

async function openLogits(
  reading: Reading,
  model: NamedModel | null,
  { outputs, modelDims }: TableSettings,
): Promise<ForeignTable> {
  const { role, path } = reading
  const what = `--${role} ${path} is an array`
  if (role === 'database' || role === 'queries')
    throw usageError('array-role', `${what} with three axes, as of logits; expected embeddings of [rows, width]`)
  if (model !== null) throw usageError('array-model', `${what}, which goes through no model`, 'leave --model out')
  const labels = reading.labels ?? (await labelsBeside(path))
  if (labels === null) throw labelsMissing(reading)
  return openArrays(path, labels, { dims: modelDims, layout: outputs.layout ?? null })
}

/** @throws UserError for a file whose logits are not those that are wanted */
function requireWanted({ path, logits, provenance }: EmbeddingTable, { wanted, tta }: Reading): void {
  if (wanted.logits && logits === 0) {
    throw dataError('no-logits', `${path} holds no logits`, 'embed with --logits', 'or give --model and the dataset')
  }
  const made = provenance?.augmentation ?? 'none'
  if (tta === null || tta === made) return
  if (provenance === null) {
    const what = `--tta flip runs a model on mirror images; ${path} was made without this program`
    throw usageError('tta-mismatch', what, 'leave --tta out: its logits are taken as they are')
  }
  throw usageError(
    'tta-mismatch',
    `--tta is ${tta}; the heads in ${path} were read with --tta ${made}`,
    `--tta ${made}`,
    'or give --model and the dataset',
  )
}
