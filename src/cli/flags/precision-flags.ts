/** Flags of the commands that can search codes of fewer bits. */
import { Flags } from '@oclif/core'
import { type AskedCodings, RESCORE_FACTOR, RESCORES } from '../../evaluate/precision.js'
import { PRECISIONS } from '../../math/storage.js'
import type { Precision, Rescore } from '../../types.js'
import { positive } from './flags.js'
import { listOf } from './list-flags.js'

export const precisionFlags = {
  precision: listOf<Precision>(
    'precision',
    PRECISIONS,
    `how the numbers of the database are stored: ${PRECISIONS.join(', ')} (4, 2, 1, 1/8 bytes a dim)`,
    'float32,binary',
  ),
  rescore: listOf<Rescore>(
    'rescore',
    RESCORES,
    "also order what codes found anew: by the query's own numbers against the codes (binary only), or by float32 vectors",
    'codes,float32',
  ),
  'rescore-factor': Flags.custom<number>({
    summary: `rows that are rescored, as a multiple of the largest --k; default ${RESCORE_FACTOR}`,
    helpValue: 'N',
    parse: async (text) => positive(text, '--rescore-factor'),
  })(),
}

/** Values of `precisionFlags`. */
export interface PrecisionFlagValues {
  precision: Precision[] | undefined
  rescore: Rescore[] | undefined
  'rescore-factor': number | undefined
}

export function askedCodings(flags: PrecisionFlagValues): AskedCodings {
  return {
    precisions: flags.precision ?? [],
    rescores: flags.rescore ?? [],
    factor: flags['rescore-factor'] ?? null,
  }
}

/** What was asked for, as parameters of a report; none without --precision. */
export function codingParameters({ precisions, rescores, factor }: AskedCodings): Record<string, unknown> {
  if (precisions.length === 0) return {}
  const rescored = rescores.length === 0 ? {} : { rescore: rescores, rescoreFactor: factor ?? RESCORE_FACTOR }
  return { precision: precisions, ...rescored }
}
