/** Hugging Face features in a schema, where the datasets library keeps them: what columns mean beyond their types. */
import { Schema } from 'apache-arrow'

const KEY = 'huggingface'

/** By column, or null where the schema has none, or none that can be read. */
export function featuresOf(schema: Schema): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(schema.metadata.get(KEY) ?? 'null')
    const { info } = value as { info?: { features?: Record<string, unknown> } }
    return info?.features ?? null
  } catch {
    return null
  }
}

/** The schema with these features, unless it has its own. */
export function withFeatures(schema: Schema, features: object | null): Schema {
  if (features === null || featuresOf(schema) !== null) return schema
  const metadata = new Map([...schema.metadata, [KEY, JSON.stringify({ info: { features } })]])
  return new Schema(schema.fields, metadata, schema.dictionaries, schema.metadataVersion)
}
