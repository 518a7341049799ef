/**
 * Which ways of storing and rescoring are measured, and what a vector takes in each:
 *
 *     float32  4·d bytes     float16  2·d     int8  d     binary  ⌈d/8⌉
 *
 * What rescoring by float32 reads is 4·d bytes more. It is read for a few rows only, and may stay on disk. The ranges of int8 are 8·D
 * bytes for the whole database; norms for cosine are those of what the codes read as, and take no bytes either.
 */
import { usageError } from '../errors.js'
import { vectorBytes } from '../math/storage.js'
import type { Coding, MetricValue, Precision, Rescore } from '../types.js'

export interface AskedCodings {
  precisions: readonly Precision[] // []: float32, and nothing is said of it
  rescores: readonly Rescore[]
  factor: number | null // null: RESCORE_FACTOR
}

export const RESCORES: readonly Rescore[] = ['codes', 'float32']

/** Numbers as they are in the file, in the order of the search. */
export const PLAIN: Coding = { precision: 'float32', rescore: null }

/** Rows that are rescored for each that is wanted. */
export const RESCORE_FACTOR = 4

/**
 * Every precision as it is, then with each way to rescore that can change it: float32 has none; the query's own numbers are what
 * the codes of float16 and int8 are compared with to begin with, so `codes` is for binary alone.
 * @throws UserError (exit 2) for a rescoring that no precision takes, or that none was asked for
 */
export function codingsOf({ precisions, rescores, factor }: AskedCodings): Coding[] {
  const first = rescores[0]
  if (factor !== null && first === undefined)
    throw usageError('factor-alone', '--rescore-factor is set, but nothing is rescored', '--rescore float32')
  if (precisions.length === 0 && first !== undefined)
    throw usageError(
      'rescore-alone',
      `--rescore ${first} orders anew what was found by codes; --precision names none`,
      `--precision binary --rescore ${first}`,
    )
  const unused = rescores.find((rescore) => !precisions.some((precision) => changes(precision, rescore)))
  if (unused !== undefined)
    throw usageError(
      'rescore-unchanged',
      unused === 'codes'
        ? `--rescore codes changes nothing of ${precisions.join(', ')}: the query's own numbers are compared with these codes to begin with`
        : '--rescore float32 changes nothing of float32',
      unused === 'codes' ? '--precision binary --rescore codes' : '--precision int8,binary --rescore float32',
    )
  return [...new Set(precisions)].flatMap((precision): Coding[] => [
    { precision, rescore: null },
    ...[...new Set(rescores)]
      .filter((rescore) => changes(precision, rescore))
      .map((rescore) => ({ precision, rescore })),
  ])
}

/** Whether nothing is coded, and so nothing to be rescored. */
export function isPlain({ precision }: Coding): boolean {
  return precision === 'float32'
}

/** Keys of a row; none for plain float32, whose rows are the same with --precision and without. */
export function codingKeys(coding: Coding | undefined): { precision?: Precision; rescore?: Rescore } {
  if (coding === undefined || isPlain(coding)) return {}
  return { precision: coding.precision, ...(coding.rescore === null ? {} : { rescore: coding.rescore }) }
}

/**
 * Bytes of each vector, which of them only rescoring reads, and how many times less there is to search than in float32 at full width.
 * @param width D
 */
export function codingBytes({ precision, rescore }: Coding, dim: number, width: number): Record<string, MetricValue> {
  const extra = rescore === 'float32' ? vectorBytes(dim, 'float32') : 0
  const searched = vectorBytes(dim, precision)
  const bytes = (value: number): MetricValue => ({ value, ci95: null, unit: 'bytes' })
  return {
    bytesPerVector: bytes(searched + extra),
    ...(extra > 0 ? { 'bytesPerVector.rescore': bytes(extra) } : {}),
    compression: { value: vectorBytes(width, 'float32') / searched, ci95: null, unit: 'ratio' },
  }
}

function changes(precision: Precision, rescore: Rescore): boolean {
  return rescore === 'codes' ? precision === 'binary' : precision !== 'float32'
}
