/** What the datasets library says of columns beyond their types, in the schema metadata that it writes. */
import { Schema } from 'apache-arrow'

const KEY = 'huggingface'

interface Feature {
  _type?: string
  names?: string[]
}

type Features = Readonly<Record<string, Feature | null>> // by column

/** The role of an `Image` or a `ClassLabel` feature; null for others and where nothing is said. */
export function declaredRole(schema: Schema, column: string): 'image' | 'label' | null {
  const type = featuresOf(schema)?.[column]?._type
  return type === 'Image' ? 'image' : type === 'ClassLabel' ? 'label' : null
}

/** The names of a `ClassLabel` feature, index = label. */
export function classNames(schema: Schema, column: string): readonly string[] | null {
  return featuresOf(schema)?.[column]?.names ?? null
}

/** By column, or null where the schema has none, or none that can be read. */
export function featuresOf(schema: Schema): Features | null {
  return said(schema)?.info?.features ?? null
}

/** The schema with these features, unless it has its own. */
export function withFeatures(schema: Schema, features: object | null): Schema {
  if (features === null || featuresOf(schema) !== null) return schema
  const metadata = new Map([...schema.metadata, [KEY, JSON.stringify({ info: { features } })]])
  return new Schema(schema.fields, metadata, schema.dictionaries, schema.metadataVersion)
}

/**
 * The schema's metadata with what is said of columns under their new names.
 * @param names new by old
 */
export function renamedFeatures(schema: Schema, names: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = said(schema)
  if (all === null) return schema.metadata
  const found = Object.entries(all.info?.features ?? {})
  const features = Object.fromEntries(found.map(([name, feature]) => [names.get(name) ?? name, feature]))
  return new Map([...schema.metadata, [KEY, JSON.stringify({ ...all, info: { ...all.info, features } })]])
}

/** The whole of it, or null without any that can be read. */
function said({ metadata }: Schema): { info?: { features?: Features } } | null {
  try {
    return JSON.parse(metadata.get(KEY) ?? 'null') as { info?: { features?: Features } } | null
  } catch {
    return null
  }
}
