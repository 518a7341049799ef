/** The sides of a cascade's learning: what a model's heads or probes say of the rows to learn on, and of those to score. */
import { totalmem } from 'node:os'
import type { AskedDims } from '../../evaluate/dims.js'
import { unknownLabels } from '../../evaluate/evaluation.js'
import { loadScored, type Scored } from '../../evaluate/scored.js'
import type { ConfidenceKind } from '../../math/softmax.js'
import type { EmbeddingTable, Notice } from '../../types.js'
import type { Probes } from '../classify/probe.js'
import type { Setup } from '../evaluation.js'
import type { NamedModel } from '../tables/models.js'
import type { Reading } from '../tables/reading.js'
import type { StoredCascade } from './thresholds.js'

/** One model's part of `adaptive-classify`. */
export interface CascadeJob {
  setup: Setup
  model: NamedModel | null // null: the files hold what heads say
  probes: Probes | null // in place of the model's heads
  data: Reading
  holdout: Reading | null // null: nothing is learnt on it
  train: Reading | null // of probes
  dims: AskedDims
  confidence: ConfidenceKind
  temperature: boolean
  tta: 'none' | 'flip'
  seed: number
  signal: AbortSignal
}

export interface Opened {
  table: EmbeddingTable
  warnings: readonly Notice[]
}

export interface Side extends Opened {
  scored: Scored | null // null: none of the dims asked for
}

export async function openSide(job: CascadeJob, side: Reading): Promise<Side> {
  return scoredSide(job, await openTable(job, side))
}

export async function openTable(job: CascadeJob, side: Reading): Promise<Opened> {
  const table = await job.setup.tables.open(side, job.model)
  return job.probes === null ? { table, warnings: [] } : job.probes.apply(table)
}

export async function scoredSide(job: CascadeJob, { table, warnings }: Opened): Promise<Side> {
  const { dims, confidence, temperature } = job
  const scored = await loadScored(table, { dims, confidence, temperature, memory: totalmem() / 2 })
  const unknown = scored?.unknown ?? 0
  const left = unknown > 0 ? [unknownLabels(unknown, table.rows, `${table.path} (${nameOf(job, table)})`)] : []
  return { table, scored, warnings: [...warnings, ...left] }
}

export function nameOf({ model }: CascadeJob, table: EmbeddingTable): string {
  return model?.name ?? table.name
}

/** SHA-256 of the model; null: the file does not say which it was. */
export async function modelHash({ setup, model }: CascadeJob, table: EmbeddingTable): Promise<string | null> {
  return model === null ? (table.provenance?.model.sha256 ?? null) : setup.tables.modelDigest(model)
}

export async function headsOf({ setup, probes, train }: CascadeJob): Promise<StoredCascade['heads']> {
  return probes === null ? 'model' : { train: await setup.tables.digest(train!.path), strengths: probes.strengths }
}

/** The note about thresholds that were learnt on what they are tried on. */
export function learntOnThese(name: string): Notice {
  return {
    code: 'learnt-on-data',
    message: `${name}: the thresholds were learnt on the very rows that are scored; the figures promise too much`,
  }
}
