/** How long probes take to be fitted on this machine, by one of few rows: in proportion to rows × classes × dims. */

import { fitProbes } from '../../../probe/choose.js'
import { openEngine } from '../../../probe/engine.js'
import type { Dims } from '../../../types.js'
import { createProgress } from '../../progress.js'
import { labelledFiller, type Machine, secondsOf } from './sample.js'

export interface ProbeShape {
  rows: number // that are learnt from
  chooses: boolean // other rows choose the strength; else a fifth of these
  classes: number
  dims: Dims
}

/** What the small fit has at most. */
const SAMPLE = { rows: 2048, classes: 256, dim: 64 }
const BESIDE = 64 // dims that a class costs as much as, whatever the width: its share of the softmax

export async function probeSeconds(
  { rows, chooses, classes, dims }: ProbeShape,
  { signal, ...session }: Machine,
): Promise<number> {
  if (dims.length === 0 || rows < 10) return 0
  const dim = Math.min(SAMPLE.dim, dims.at(-1)!)
  const small = { rows: Math.min(rows, SAMPLE.rows), classes: Math.max(2, Math.min(classes, SAMPLE.classes)) }
  const engine = await openEngine(session)
  const task = {
    ...{ engine, seed: 0, name: '', path: '', progress: createProgress(false), signal, dims: [dim] },
    training: labelledFiller(small.rows, dim, small.classes),
    holdout: chooses ? labelledFiller(Math.ceil(small.rows / 4), dim, small.classes, 2) : null,
  }
  const seconds = await secondsOf(() => fitProbes(task)).finally(() => engine.close())
  const sum = dims.reduce((total, own) => total + own + BESIDE, 0)
  return (seconds * (rows / small.rows) * (Math.max(2, classes) / small.classes) * sum) / (dim + BESIDE)
}
