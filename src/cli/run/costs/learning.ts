/** What learning takes: probes, cascades and class means. */
import type { AskedDims } from '../../../evaluate/dims.js'
import { DEFAULT_SHOTS } from '../../../evaluate/few-shot-classes.js'
import type { LearningPlan } from '../../cascade/learning-plan.js'
import { type Cost, dimsOf, tableOf } from './cost.js'

/** @param hasTrain else --holdout alone is learnt from */
export function probeCost(dims: AskedDims, hasTrain: boolean): Cost {
  return async (scene) => {
    const learnt = tableOf(scene, hasTrain ? 'train' : 'holdout')
    const chooses = hasTrain && scene.tables.some(({ role }) => role === 'holdout')
    const shape = { rows: learnt.rows, classes: await learnt.classes(), dims: dimsOf(learnt, dims), chooses }
    const { probeSeconds } = await import('../pace/probe.js')
    return { seconds: await probeSeconds(shape, scene.machine), bytes: 0 }
  }
}

/** What `adaptive-classify` was asked for. */
export interface AskedCascades {
  plan: LearningPlan
  dims: AskedDims
  seed: number
  areProbes: boolean // in place of heads
}

export function cascadeCost({ plan, dims, seed, areProbes }: AskedCascades): Cost {
  return async (scene) => {
    const data = tableOf(scene, 'data')
    if (data.dims === null && !areProbes) return { seconds: 0, bytes: 0 }
    const { splits } = plan
    const learnt =
      splits === null
        ? { rows: tableOf(scene, 'holdout').rows, trials: 1 }
        : { rows: splits.size ?? Math.floor(data.rows / 5), trials: splits.count }
    const { cascadeSeconds } = await import('../pace/cascade.js')
    const shape = { dims: dimsOf(data, dims), ...learnt }
    return { seconds: await cascadeSeconds(shape, { ...plan, seed }), bytes: 0 }
  }
}

/** What `few-shot` was asked for. */
export interface AskedMeans {
  dims: AskedDims
  shots: readonly number[] | null
  ways: number | null
  trials: number
  distance: 'cosine' | 'l2'
}

export function meansCost({ dims, shots, ways, trials, distance }: AskedMeans): Cost {
  return async (scene) => {
    const [database, queries] = [tableOf(scene, 'database'), tableOf(scene, 'queries')]
    const classes = await database.classes()
    const own = shots ?? DEFAULT_SHOTS.filter((count) => count * classes <= database.rows)
    const shape = { queries: queries.rows, width: database.width, dims: dimsOf(database, dims) }
    const { meansSeconds } = await import('../pace/class-means.js')
    const task = { ...shape, classes: ways ?? classes, shots: own, trials, distance }
    return { seconds: await meansSeconds(task, scene.machine), bytes: 0 }
  }
}
