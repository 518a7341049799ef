/** The error for rows of another kind than a model takes. */
import { dataError } from '../errors.js'
import type { Inputs } from '../types.js'

/** What rows are, in words for people. */
const WORDS: Readonly<Record<Inputs['kind'], string>> = { images: 'images', tensors: 'numbers', texts: 'texts' }

export function wrongKind(data: string, found: Inputs['kind'], model: string, takes: Inputs['kind']): Error {
  return dataError(
    'input-kind',
    `${data} holds ${WORDS[found]}; ${model} takes ${WORDS[takes]}`,
    `give a model of ${WORDS[found]}, or data of ${WORDS[takes]}`,
  )
}
