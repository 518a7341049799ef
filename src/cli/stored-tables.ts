/** Tables that are read as they stand: what `embed` wrote, Arrow files of other tools, and .npy arrays. */
import type { Schema } from 'apache-arrow'
import { isArray, openArrays } from '../data/arrays.js'
import type { ToldColumns } from '../data/columns.js'
import { hasInputs } from '../data/dataset.js'
import { hasEmbeddings, openEmbeddings, readProvenance } from '../data/embeddings.js'
import { openRows } from '../data/formats/index.js'
import { withoutLogits } from '../data/logit-columns.js'
import type { ForeignTable } from '../data/logits-kind.js'
import { dataError, usageError } from '../errors.js'
import type { Wanted } from '../model/encode.js'
import type { Dims, EmbeddingTable } from '../types.js'
import type { EmbedSettings } from './embedder.js'
import type { NamedModel } from './models.js'

/** What tables are opened for. */
export type TableRole = 'database' | 'queries' | 'data' | 'holdout' | 'train'

/** What a command wants of tables. */
export interface TableOptions {
  logits: boolean // those of --data and --holdout are needed
  tta: Wanted['tta'] | null // of --data and --holdout; null: the command has no --tta
  labels: Readonly<Partial<Record<TableRole, string | undefined>>> // paths, of what is a .npy array
  sides: boolean // texts are read as queries or as documents
}

/** The roles whose heads are scored. */
export const SCORED: ReadonlySet<TableRole> = new Set(['data', 'holdout'])

const LABEL_FLAGS: Readonly<Partial<Record<TableRole, string>>> = {
  data: '--labels',
  holdout: '--holdout-labels',
  train: '--train-labels',
}

/** @throws UserError when the file has neither embeddings nor, with a model, inputs */
export async function isStored(path: string, model: NamedModel | null, columns: ToldColumns): Promise<boolean> {
  if (isArray(path)) return true
  if (model !== null) return standsAlone(path, columns)
  const file = await openRows(path)
  await file.close()
  return mustHoldEmbeddings(file.schema, columns, path)
}

/** True when the file is read as it stands even where there are models. */
export async function standsAlone(path: string, columns: ToldColumns): Promise<boolean> {
  if (isArray(path)) return true
  const file = await openRows(path)
  await file.close()
  return holdsEmbeddings(file.schema, columns, path)
}

/** With a model: embeddings only if the file says so, or has nothing to feed the model with. */
function holdsEmbeddings(schema: Schema, columns: ToldColumns, path: string): boolean {
  return readProvenance(schema) !== null || columns.embedding !== undefined || !holdsInputs(schema, columns, path)
}

/** Without a model: true, or the error that asks for one. */
function mustHoldEmbeddings(schema: Schema, columns: ToldColumns, path: string): true {
  if (readProvenance(schema) !== null || hasEmbeddings(schema, columns, path) || !holdsInputs(schema, columns, path))
    return true
  throw dataError(
    'no-model',
    `${path} is a dataset: its inputs have to go through a model`,
    'give one: --model PATH',
    'or say which column holds embeddings: --column embedding=NAME',
  )
}

function holdsInputs(schema: Schema, columns: ToldColumns, path: string): boolean {
  return hasInputs(withoutLogits(schema, columns), columns, path)
}

/** @throws UserError when the file does not fit its role, the model or what is wanted of its heads */
export async function openStored(
  role: TableRole,
  path: string,
  model: NamedModel | null,
  settings: Pick<EmbedSettings, 'columns' | 'outputs' | 'modelDims'>,
  options: TableOptions,
): Promise<ForeignTable> {
  const labels = options.labels[role]
  if (!isArray(path)) requireNoLabels(role, path, labels)
  const table = isArray(path)
    ? await openArray(role, path, model, settings, labels)
    : await openEmbeddings(path, settings.columns)
  if (!isArray(path)) requireOwnDims(table, settings.modelDims)
  if (SCORED.has(role)) requireWanted(table, options)
  return table
}

/** Columns `logits_8`, … say their dims themselves. @throws UserError (exit 2) when --model-dims says others */
function requireOwnDims({ path, headDims, provenance }: EmbeddingTable, told: Dims | null): void {
  if (told === null || provenance !== null || headDims.length === 0 || told.join() === headDims.join()) return
  const found = `${path} names its heads itself, at ${headDims.join(', ')}`
  throw usageError('model-dims-unused', `--model-dims has ${told.join(', ')}; ${found}`, 'leave --model-dims out')
}

/** @throws UserError (exit 2) for labels beside a file that has its own */
export function requireNoLabels(role: TableRole, path: string, labels: string | undefined): void {
  if (labels === undefined) return
  throw usageError('labels-unused', `${LABEL_FLAGS[role]} is for a .npy array; --${role} is ${path}`)
}

async function openArray(
  role: TableRole,
  path: string,
  model: NamedModel | null,
  { outputs, modelDims }: Pick<EmbedSettings, 'outputs' | 'modelDims'>,
  labels: string | undefined,
): Promise<ForeignTable> {
  const flag = LABEL_FLAGS[role]
  const what = `--${role} ${path} is an array`
  if (flag === undefined) throw usageError('array-role', `${what}, which brings no labels; expected an Arrow file`)
  if (model !== null) throw usageError('array-model', `${what}, which goes through no model`, 'leave --model out')
  if (labels === undefined) throw usageError('labels-missing', `${what}, which brings no labels`, `${flag} FILE.npy`)
  return openArrays(path, labels, { dims: modelDims, layout: outputs.layout ?? null })
}

/** @throws UserError for a file whose logits are not those that are wanted */
function requireWanted({ path, logits, provenance }: EmbeddingTable, wanted: TableOptions): void {
  if (wanted.logits && logits === 0) {
    throw dataError('no-logits', `${path} holds no logits`, 'embed with --logits', 'or give --model and the dataset')
  }
  const made = provenance?.augmentation ?? 'none'
  if (wanted.tta === null || wanted.tta === made) return
  if (provenance === null) {
    const what = `--tta flip runs a model on mirror images; ${path} was made without this program`
    throw usageError('tta-mismatch', what, 'leave --tta out: its logits are taken as they are')
  }
  throw usageError(
    'tta-mismatch',
    `--tta is ${wanted.tta}; the heads in ${path} were read with --tta ${made}`,
    `--tta ${made}`,
    'or give --model and the dataset',
  )
}
