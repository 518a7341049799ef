/** What the datasets library says of columns, in the schema metadata that it writes. */
import type { Schema } from 'apache-arrow'

interface Feature {
  _type?: string
  names?: string[]
}

/** The role of an `Image` or a `ClassLabel` feature; null for others and where nothing is said. */
export function declaredRole(schema: Schema, column: string): 'image' | 'label' | null {
  const type = features(schema)[column]?._type
  return type === 'Image' ? 'image' : type === 'ClassLabel' ? 'label' : null
}

/** The names of a `ClassLabel` feature, index = label. */
export function classNames(schema: Schema, column: string): readonly string[] | null {
  return features(schema)[column]?.names ?? null
}

function features(schema: Schema): Record<string, Feature | null> {
  const text = schema.metadata.get('huggingface')
  if (text === undefined) return {}
  try {
    const read = JSON.parse(text) as { info?: { features?: Record<string, Feature | null> } } | null
    return read?.info?.features ?? {}
  } catch {
    return {}
  }
}
