/** What became of an image, in a form that crosses threads, which errors of a class do not. */
import { dataError, messageOf, UserError } from '../../errors.js'
import type { DatasetBatch } from '../../types.js'
import { rowNumber } from '../row-number.js'
import type { ImageNumbers } from './image.js'

export interface ImageFailure {
  code: string
  message: string // begins with the verb
  suggestions: readonly string[]
}

export type ImageOutcome = ImageNumbers | ImageFailure

export async function outcome(work: Promise<ImageNumbers>): Promise<ImageOutcome> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof UserError)) return { code: 'image-damaged', message: messageOf(error), suggestions: [] }
    const { code, message, suggestions } = error
    return { code, message, suggestions }
  }
}

/** The images of a batch. @throws UserError (exit 3) naming the first row that failed */
export function requireImages(
  outcomes: readonly ImageOutcome[],
  path: string,
  batch: Pick<DatasetBatch, 'start' | 'numbers'>,
): ImageNumbers[] {
  return outcomes.map((found, row) => {
    if ('values' in found) return found
    throw dataError(
      found.code,
      `${path}: the image in row ${rowNumber(batch, row)} ${found.message}`,
      ...found.suggestions,
    )
  })
}
