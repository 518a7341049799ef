/** What an embeddings file says about itself. */
import type { Schema } from 'apache-arrow'
import type { Provenance } from '../../types.js'
import { PROVENANCE_KEY } from './embedding-columns.js'

/** The provenance in a schema, or null where another tool wrote the file, or something else under our key. */
export function readProvenance(schema: Schema): Provenance | null {
  const text = schema.metadata.get(PROVENANCE_KEY)
  if (text === undefined) return null
  try {
    const said: unknown = JSON.parse(text)
    return isProvenance(said) ? said : null
  } catch {
    return null
  }
}

/** True when everything is there that is read of it. */
function isProvenance(said: unknown): said is Provenance {
  const { format, model, data, width, classes, logits = 0, warnings = [] } = (said ?? {}) as Partial<Provenance>
  const { name, sha256, dims, headDims, preprocessing } = (model ?? {}) as Partial<Provenance['model']>
  const areTexts = [name, sha256, preprocessing, data?.name, data?.sha256].every((text) => typeof text === 'string')
  const areSizes = isSize(width) && isSize(logits) && Array.isArray(warnings)
  const hasClasses = classes === null || (Array.isArray(classes) && classes.every((text) => typeof text === 'string'))
  return format === 1 && areTexts && areSizes && hasClasses && (dims === null || areDims(dims)) && areDims(headDims)
}

function areDims(dims: unknown): boolean {
  return Array.isArray(dims) && dims.every((dim) => isSize(dim) && dim > 0)
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
