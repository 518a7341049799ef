/** Cascades that one model's heads or probes learn in `adaptive-classify`, and what is kept of them. */
import { setImmediate } from 'node:timers/promises'
import { dataError } from '../../errors.js'
import { type AdaptiveOptions, adaptive } from '../../evaluate/adaptive.js'
import type { Evaluation } from '../../evaluate/evaluation.js'
import type { Way } from '../../evaluate/policies.js'
import { holdoutTrial, splitTrials, type Trial } from '../../evaluate/trials.js'
import type { Notice } from '../../types.js'
import { type CascadeJob, headsOf, learntOnThese, modelHash, nameOf, openSide, type Side } from './cascade-side.js'
import type { LearningPlan } from './learning-plan.js'
import type { StoredCascade } from './thresholds.js'

/** Rows of a model and the cascade that can be applied later, if there is one. */
export interface Cascades {
  evaluation: Evaluation
  stored: StoredCascade | null
  learntOn: number | null // rows of a split that were learnt on
  reached: boolean | null // whether a cascade was chosen; null: the model has one head
}

/** Learns cascades and scores them. @throws UserError when rows, heads or labels are missing */
export async function learnCascades(job: CascadeJob, plan: LearningPlan): Promise<Cascades> {
  const data = await openSide(job, job.data)
  if (data.scored === null) return missed(job, data)
  const options = optionsOf(job, data, plan)
  if (plan.splits !== null) {
    const size = plan.splits.size ?? Math.floor(data.scored.rows / 5)
    requireRows(size, data)
    const trials = splitTrials(data.scored, { ...plan.splits, size, seed: job.seed })
    const learnt = await adaptive(trials, data.scored.rows, options, stepOf(job, plan.splits.count))
    job.setup.progress.stop()
    const evaluation = { rows: learnt.rows, warnings: [...data.warnings, ...learnt.warnings] }
    const reached = data.scored.dims.length === 1 ? null : learnt.reached
    return { evaluation, stored: null, learntOn: size, reached }
  }
  if (data.scored.dims.length === 1 && !job.temperature) return alone(job, data, options)
  const holdout = await openSide(job, job.holdout!)
  requireSameHeads(holdout, data)
  const trial = holdoutTrial(holdout.scored!, data.scored)
  const { rows, warnings, deployable, reached } = await adaptive([trial], data.scored.rows, options, stepOf(job, 1))
  const seen = await sameRows(job, options.name)
  return {
    evaluation: { rows, warnings: [...data.warnings, ...holdout.warnings, ...seen, ...warnings] },
    stored: deployable === null ? null : await toStored(job, data, holdout, trial, deployable),
    learntOn: null,
    reached: data.scored.dims.length === 1 ? null : reached,
  }
}

export const NOTHING_KEPT = { stored: null, learntOn: null, reached: null } as const

/** A model of one head, which nothing has to be learnt for. */
export async function alone(job: CascadeJob, { scored, warnings }: Side, options: AdaptiveOptions): Promise<Cascades> {
  const { rows } = await adaptive([holdoutTrial(scored!, scored!)], scored!.rows, options, stepOf(job, 1))
  const oneHead = { code: 'one-head', message: `${options.name} has one head: there is nothing to go up to` }
  const evaluation = { rows, warnings: [...warnings, ...(job.model === null ? [oneHead] : [])] }
  return { evaluation, ...NOTHING_KEPT }
}

/** Shows how far the work has come, and lets signals in. */
function stepOf({ setup, model, signal }: CascadeJob, count: number): () => Promise<void> {
  const of = model === null ? '' : ` of ${model.name}`
  if (count > 1) setup.progress.start(`learning cascades${of}`, count, 'splits')
  return async () => {
    if (count > 1) setup.progress.advance(1)
    await setImmediate()
    signal.throwIfAborted()
  }
}

function optionsOf(job: CascadeJob, { table }: Side, { policies, goal }: LearningPlan): AdaptiveOptions {
  return { name: nameOf(job, table), policies, goal, seed: job.seed, isProbability: job.confidence === 'softmax' }
}

function missed(job: CascadeJob, { table, warnings }: Side): Cascades {
  return {
    evaluation: { rows: [], warnings, missed: { model: nameOf(job, table), dims: table.headDims } },
    ...NOTHING_KEPT,
  }
}

async function toStored(job: CascadeJob, data: Side, holdout: Side, trial: Trial, way: Way): Promise<StoredCascade> {
  return {
    model: { name: nameOf(job, data.table), sha256: await modelHash(job, data.table) },
    heads: await headsOf(job),
    holdout: { sha256: await job.setup.tables.digest(job.holdout!.path), rows: holdout.scored!.rows },
    dims: trial.test.dims,
    policy: way.policy,
    confidence: job.confidence,
    augmentation: job.tta,
    temperatures: trial.temperatures,
    thresholds: way.thresholds,
    promise: way.promise,
  }
}

function requireSameHeads(holdout: Side, data: Side): void {
  const [learnt, scored] = [holdout.scored?.dims ?? [], data.scored!.dims].map((dims) => dims.join(', '))
  if (learnt === scored) return
  throw dataError(
    'heads-differ',
    `${holdout.table.path} has heads at ${learnt || 'no dims'}, ${data.table.path} at ${scored}; expected the same`,
    'make both with one model',
  )
}

function requireRows(size: number, { table, scored }: Side): void {
  if (size >= 1) return
  throw dataError(
    'too-few-rows',
    `${table.path} has ${scored!.rows} labelled rows; expected at least 5 to learn on a fifth of them`,
    'give more rows, --holdout PATH or --holdout-size N',
  )
}

async function sameRows({ setup, data, holdout }: CascadeJob, name: string): Promise<Notice[]> {
  const [scored, learnt] = [await setup.tables.digest(data.path), await setup.tables.digest(holdout!.path)]
  return scored === learnt ? [learntOnThese(name)] : []
}
