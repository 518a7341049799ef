/** Thresholds of a file, tried on new rows. */
import { usageError } from '../../errors.js'
import { applied } from '../../evaluate/adaptive.js'
import type { Trial } from '../../evaluate/trials.js'
import { type CascadeJob, headsOf, learntOnThese, modelHash, nameOf, openTable, scoredSide } from './cascade-side.js'
import { alone, type Cascades, NOTHING_KEPT } from './cascades.js'
import { cascadeFor, type StoredCascade } from './thresholds.js'

const NOTHING_LEARNT = { policies: [], goal: null, isProbability: true } as const

/** Scores thresholds of a file. @throws UserError (exit 2) when they were learnt for other heads or in another way */
export async function applyCascade(job: CascadeJob, stored: readonly StoredCascade[], path: string): Promise<Cascades> {
  const own = await openTable(job, job.data)
  if (own.table.headDims.length === 1) {
    const side = await scoredSide(job, own)
    return alone(job, side, { ...NOTHING_LEARNT, name: nameOf(job, own.table), seed: job.seed })
  }
  const target = { name: nameOf(job, own.table), sha256: await modelHash(job, own.table), dims: own.table.headDims }
  const cascade = cascadeFor(stored, path, { ...target, heads: await headsOf(job) })
  if (cascade.augmentation !== job.tta) {
    const flag = `--tta ${cascade.augmentation}`
    throw usageError('thresholds-tta', `${path}: the thresholds were learnt with ${flag}, not --tta ${job.tta}`, flag)
  }
  const { confidence, temperatures, thresholds, promise } = cascade
  const settings = { ...job, dims: cascade.dims, confidence, temperature: temperatures !== null }
  const data = await scoredSide(settings, own)
  const predictions = data.scored!.predictions(temperatures)
  const trial: Trial = { learn: predictions, learnRows: null, test: predictions, testRows: null, temperatures }
  const options = { name: target.name, isProbability: confidence === 'softmax' }
  const { rows } = applied(trial, { thresholds, promise }, options)
  const digest = await job.setup.tables.digest(job.data.path)
  const seen = digest === cascade.holdout.sha256 ? [learntOnThese(target.name)] : []
  return { evaluation: { rows, warnings: [...data.warnings, ...seen] }, ...NOTHING_KEPT }
}
