/** What evaluations do beside reading and searching, and how long it takes. */
import { type AskedDims, chooseDims } from '../../evaluate/dims.js'
import { DEFAULT_SHOTS } from '../../evaluate/few-shot-classes.js'
import type { Dims } from '../../types.js'
import type { LearningPlan } from '../cascade/learning-plan.js'
import type { TableRole } from '../tables/stored-tables.js'
import { cascadeSeconds } from './pace/cascade.js'
import { meansSeconds } from './pace/class-means.js'
import { probeSeconds } from './pace/probe.js'
import type { Machine } from './pace/sample.js'
import type { Reading } from './plans.js'

/** A table as an evaluation will have it. */
export interface Table {
  reading: Reading
  rows: number
  width: number // D
  dims: Dims | null // declared
  classes(): Promise<number> // by their names, or by the labels of the first rows
}

/** What of one model is known before its work starts. */
export interface Scene {
  tables: readonly Table[]
  asked: AskedDims
  machine: Machine
}

/** Seconds of it. */
export type Extra = (scene: Scene) => Promise<number>

/** Of --probe. */
export function probeFits(train: string | undefined): Extra {
  return async ({ tables, asked, machine }) => {
    const learnt = tableOf(tables, train === undefined ? 'holdout' : 'train')
    const chooses = train !== undefined && tables.some(({ reading }) => reading.role === 'holdout')
    const shape = { rows: learnt.rows, classes: await learnt.classes(), dims: dimsOf(learnt, asked) }
    return probeSeconds({ ...shape, chooses }, machine)
  }
}

/** @param plan null: thresholds were learnt before */
export function cascades(plan: LearningPlan | null, seed: number, areProbes: boolean): Extra {
  return async ({ tables, asked }) => {
    const data = tableOf(tables, 'data')
    if (plan === null || (data.dims === null && !areProbes)) return 0
    const { splits } = plan
    const learnt =
      splits === null
        ? { rows: tableOf(tables, 'holdout').rows, trials: 1 }
        : { rows: splits.size ?? Math.floor(data.rows / 5), trials: splits.count }
    return cascadeSeconds({ dims: dimsOf(data, asked), ...learnt }, { ...plan, seed })
  }
}

/** What `few-shot` was asked for. */
export interface AskedMeans {
  shots?: readonly number[]
  ways?: number
  trials: number
  distance: 'cosine' | 'l2'
}

export function classMeans({ shots, ways, trials, distance }: AskedMeans): Extra {
  return async ({ tables, asked, machine }) => {
    const [database, queries] = [tableOf(tables, 'database'), tableOf(tables, 'queries')]
    const classes = await database.classes()
    const own = shots ?? DEFAULT_SHOTS.filter((count) => count * classes <= database.rows)
    const shape = { queries: queries.rows, width: database.width, dims: dimsOf(database, asked) }
    return meansSeconds({ ...shape, classes: ways ?? classes, shots: own, trials, distance }, machine)
  }
}

function tableOf(tables: readonly Table[], role: TableRole): Table {
  return tables.find(({ reading }) => reading.role === role)!
}

function dimsOf({ reading, dims, width }: Table, asked: AskedDims): Dims {
  return chooseDims(asked, dims, width, reading.path).map(({ dim }) => dim)
}
