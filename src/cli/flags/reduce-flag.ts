/** Flags of the commands that can make baselines from a model. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { REDUCTIONS, type Reduction } from '../../evaluate/reduce.js'
import { listOf } from './list-flags.js'

const LARGEST_SEED = 2 ** 31 - 1 - 16 // the seeds after it are used too

export const reduce = listOf<Reduction>(
  'reduce',
  REDUCTIONS,
  `also score baselines made from each model: ${REDUCTIONS.join(', ')}`,
  'pca,svd',
)

export const seed = Flags.custom<number>({
  summary: 'decides every random choice; default 0',
  default: 0,
  parse: async (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value <= LARGEST_SEED) return value
    throw usageError('bad-seed', `--seed has "${text}"; expected an integer from 0 to ${LARGEST_SEED}`)
  },
})()
