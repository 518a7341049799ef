/** Settings of a Transformer module that would change what a text becomes, and that are not done here. */
import { dataError } from '../../errors.js'
import { isObject, type JsonFile } from '../json-file.js'

/** Keys of sentence_bert_config.json that need machinery of their own: texts in chat form, texts filled up with masks. */
const UNKNOWN = ['query_expansion', 'query_length', 'document_length']

/** @throws UserError (exit 3) naming the setting */
export function requireKnownSettings(file: JsonFile): void {
  const { values } = file
  for (const key of UNKNOWN) if ((values[key] ?? null) !== null) throw refused(file, key)
  if ((values.transformer_task ?? 'feature-extraction') !== 'feature-extraction')
    throw refused(file, 'transformer_task')
  const { modality_config: modalities, processing_kwargs: processing } = values
  if (isObject(modalities) && 'message' in modalities) throw refused(file, 'modality_config')
  if (isObject(processing) && Object.values(processing).some((kind) => isObject(kind) && Object.keys(kind).length > 0))
    throw refused(file, 'processing_kwargs')
}

function refused({ path, values }: JsonFile, key: string): Error {
  return dataError(
    'config-unsupported',
    `${path} asks for ${key} = ${JSON.stringify(values[key])}, which is not done here`,
    'embed with the model itself, and give the embeddings',
  )
}
