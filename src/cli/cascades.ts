/** One model's part of `adaptive-classify`: its heads or probes, the rows to learn on and to score, and what is kept of it. */
import { totalmem } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { dataError, usageError } from '../errors.js'
import { type AdaptiveOptions, adaptive, applied } from '../evaluate/adaptive.js'
import type { AskedDims } from '../evaluate/dims.js'
import { type Evaluation, unknownLabels } from '../evaluate/evaluation.js'
import type { Way } from '../evaluate/policies.js'
import { loadScored, type Scored } from '../evaluate/scored.js'
import { holdoutTrial, splitTrials, type Trial } from '../evaluate/trials.js'
import type { ConfidenceKind } from '../math/softmax.js'
import type { EmbeddingTable, Notice } from '../types.js'
import type { Setup } from './evaluation.js'
import type { LearningPlan } from './learning-plan.js'
import type { NamedModel } from './models.js'
import type { Probes } from './probe.js'
import { cascadeFor, type StoredCascade } from './thresholds.js'

export interface CascadeJob {
  setup: Setup
  model: NamedModel | null // null: the files hold what heads say
  probes: Probes | null // in place of the model's heads
  data: string
  holdout: string | null
  train: string | null
  dims: AskedDims
  confidence: ConfidenceKind
  temperature: boolean
  tta: 'none' | 'flip'
  seed: number
  signal: AbortSignal
}

/** Rows of a model and the cascade that can be applied later, if there is one. */
export interface Cascades {
  evaluation: Evaluation
  stored: StoredCascade | null
  learntOn: number | null // rows of a split that were learnt on
  reached: boolean | null // whether a cascade was chosen; null: the model has one head
}

/** Learns cascades and scores them. @throws UserError when rows, heads or labels are missing */
export async function learnCascades(job: CascadeJob, plan: LearningPlan): Promise<Cascades> {
  const data = await openSide(job, 'data', job.data)
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
  const holdout = await openSide(job, 'holdout', job.holdout!)
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

const NOTHING_KEPT = { stored: null, learntOn: null, reached: null } as const
const NOTHING_LEARNT = { policies: [], goal: null, isProbability: true } as const

/** A model of one head, which nothing has to be learnt for. */
async function alone(job: CascadeJob, { scored, warnings }: Side, options: AdaptiveOptions): Promise<Cascades> {
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

/** Scores thresholds of a file. @throws UserError (exit 2) when they were learnt for other heads or in another way */
export async function applyCascade(job: CascadeJob, stored: readonly StoredCascade[], path: string): Promise<Cascades> {
  const own = await openTable(job, 'data', job.data)
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
  const digest = await job.setup.tables.digest(job.data)
  const seen = digest === cascade.holdout.sha256 ? [learntOnThese(target.name)] : []
  return { evaluation: { rows, warnings: [...data.warnings, ...seen] }, ...NOTHING_KEPT }
}

interface Opened {
  table: EmbeddingTable
  warnings: readonly Notice[]
}

interface Side extends Opened {
  scored: Scored | null // null: none of the dims asked for
}

async function openSide(job: CascadeJob, role: 'data' | 'holdout', path: string): Promise<Side> {
  return scoredSide(job, await openTable(job, role, path))
}

async function openTable(job: CascadeJob, role: 'data' | 'holdout', path: string): Promise<Opened> {
  const table = await job.setup.tables.open(role, path, job.model)
  return job.probes === null ? { table, warnings: [] } : job.probes.apply(table)
}

async function scoredSide(job: CascadeJob, { table, warnings }: Opened): Promise<Side> {
  const { dims, confidence, temperature } = job
  const scored = await loadScored(table, { dims, confidence, temperature, memory: totalmem() / 2 })
  const unknown = scored?.unknown ?? 0
  const left = unknown > 0 ? [unknownLabels(unknown, table.rows, `${table.path} (${nameOf(job, table)})`)] : []
  return { table, scored, warnings: [...warnings, ...left] }
}

function optionsOf(job: CascadeJob, { table }: Side, { policies, goal }: LearningPlan): AdaptiveOptions {
  return { name: nameOf(job, table), policies, goal, seed: job.seed, isProbability: job.confidence === 'softmax' }
}

function nameOf({ model }: CascadeJob, table: EmbeddingTable): string {
  return model?.name ?? table.name
}

function missed(job: CascadeJob, { table, warnings }: Side): Cascades {
  return {
    evaluation: { rows: [], warnings, missed: { model: nameOf(job, table), dims: table.headDims } },
    ...NOTHING_KEPT,
  }
}

async function modelHash({ setup, model }: CascadeJob, table: EmbeddingTable): Promise<string | null> {
  return model === null ? (table.provenance?.model.sha256 ?? null) : setup.tables.digest(model.path)
}

async function headsOf({ setup, probes, train }: CascadeJob): Promise<StoredCascade['heads']> {
  return probes === null ? 'model' : { train: await setup.tables.digest(train!), strengths: probes.strengths }
}

async function toStored(job: CascadeJob, data: Side, holdout: Side, trial: Trial, way: Way): Promise<StoredCascade> {
  return {
    model: { name: nameOf(job, data.table), sha256: await modelHash(job, data.table) },
    heads: await headsOf(job),
    holdout: { sha256: await job.setup.tables.digest(job.holdout!), rows: holdout.scored!.rows },
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
  const [scored, learnt] = [await setup.tables.digest(data), await setup.tables.digest(holdout!)]
  return scored === learnt ? [learntOnThese(name)] : []
}

function learntOnThese(name: string): Notice {
  return {
    code: 'learnt-on-data',
    message: `${name}: the thresholds were learnt on the very rows that are scored; the figures promise too much`,
  }
}
