/**
 * Nesting dims that a model's config files declare: a list `matryoshka_dims` or `matryoshka_dimensions`, and
 * `truncate_dim`, the length that sentence-transformers cuts to by default. Vectors stay whole here, and that length is
 * one of the dims; one beyond the width cuts nothing, there as here.
 */
import { dataError } from '../../errors.js'
import type { Dims } from '../../types.js'
import { integerIn, type JsonFile, unexpected } from '../json-file.js'
import type { TextFolder } from './folder.js'

const LISTS = ['matryoshka_dims', 'matryoshka_dimensions']

/** @returns null: none are declared. @throws UserError (exit 3) for dims that are none, or beyond the width */
export function nestingDims({ sentence, config, transformer, modules }: TextFolder, width: number): Dims | null {
  const files = [sentence, config, transformer, ...(modules ?? []).map((module) => module.config)]
  const listed = files.map(listIn).find((dims) => dims !== null) ?? null
  const cut = integerIn(sentence, 'truncate_dim', 1)
  if (listed === null && (cut === null || cut >= width)) return null
  const dims = [...(listed ?? [width]), ...(cut === null || cut > width ? [] : [cut])]
  const beyond = dims.find((dim) => dim > width)
  if (beyond === undefined) return [...new Set(dims)].toSorted((a, b) => a - b)
  const { path } = files.find((file) => listIn(file) !== null) ?? sentence
  throw dataError(
    'model-dims',
    `${path} declares dims up to ${beyond}; the embedding has ${width}`,
    'say them: --model-dims 8,16,…',
  )
}

function listIn(file: JsonFile): readonly number[] | null {
  const key = LISTS.find((name) => (file.values[name] ?? null) !== null)
  if (key === undefined) return null
  const dims = file.values[key]
  const isDim = (dim: unknown): dim is number => typeof dim === 'number' && Number.isInteger(dim) && dim >= 1
  if (Array.isArray(dims) && dims.length > 0 && dims.every(isDim)) return dims
  throw unexpected(file, key, 'a list of positive integers')
}
