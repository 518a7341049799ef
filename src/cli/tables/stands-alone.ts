/** Which files are read as they stand, and which go through a model. */
import type { Schema } from 'apache-arrow'
import type { ToldColumns } from '../../data/columns/columns.js'
import { hasInputs } from '../../data/dataset.js'
import { isLogitsArray } from '../../data/embeddings/arrays.js'
import { hasEmbeddings } from '../../data/embeddings/embeddings.js'
import { withoutLogits } from '../../data/embeddings/logit-columns.js'
import { readProvenance } from '../../data/embeddings/provenance.js'
import { openRows } from '../../data/formats/index.js'
import { dataError, UserError } from '../../errors.js'
import { takesTexts } from '../../model/takes-texts.js'
import type { NamedModel } from './models.js'

/** @throws UserError when the file has neither embeddings nor, with a model, inputs */
export async function isStored(path: string, model: NamedModel | null, columns: ToldColumns): Promise<boolean> {
  if (await isLogitsArray(path)) return true
  const file = await openRows(path)
  await file.close()
  const { schema } = file
  if (model === null) return mustHoldEmbeddings(schema, columns, path)
  return holdsEmbeddings(schema, columns, path) || (await holdsNothingFor(model, schema, columns, path))
}

/** True when the file is read as it stands even where there are models. */
export async function standsAlone(path: string, columns: ToldColumns): Promise<boolean> {
  if (await isLogitsArray(path)) return true
  const file = await openRows(path)
  await file.close()
  return holdsEmbeddings(file.schema, columns, path)
}

/** With a model: embeddings only if the file says so, or has nothing to feed the model with. */
function holdsEmbeddings(schema: Schema, columns: ToldColumns, path: string): boolean {
  return readProvenance(schema) !== null || columns.embedding !== undefined || !holdsInputs(schema, columns, path)
}

/** True for embeddings beside inputs of another kind than the model's: texts, and a model of images. */
async function holdsNothingFor(
  model: NamedModel,
  schema: Schema,
  columns: ToldColumns,
  path: string,
): Promise<boolean> {
  if (!mayHoldEmbeddings(schema, columns, path)) return false
  const takes = (await takesTexts(model.path)) ? 'texts' : 'images' // a model of images may be given numbers, too
  return !hasInputs(withoutLogits(schema, columns), columns, path, takes)
}

/** A column that is called so and holds no vectors is none. */
function mayHoldEmbeddings(...where: Parameters<typeof hasEmbeddings>): boolean {
  try {
    return hasEmbeddings(...where)
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
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
