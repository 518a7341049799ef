/** How long classifying by class means takes on this machine, by few queries: in proportion to queries × trials × classes. */
import { drawTrials, rowsOfClasses } from '../../../evaluate/few-shot-draws.js'
import { fewShotOutcomes } from '../../../evaluate/few-shot-outcomes.js'
import { openProduct } from '../../../onnx/product.js'
import type { Dims } from '../../../types.js'
import { labelledFiller, type Machine, secondsOf } from './sample.js'

export interface MeansShape {
  queries: number
  width: number // D
  dims: Dims
  classes: number // of a trial
  shots: readonly number[]
  trials: number
  distance: 'cosine' | 'l2'
}

/** What the small task has at most. */
const SAMPLE = { queries: 1024, classes: 256, trials: 2 }

export async function meansSeconds(shape: MeansShape, machine: Machine): Promise<number> {
  const { width, dims, shots, distance } = shape
  const most = Math.max(0, ...shots)
  if (dims.length === 0 || shape.queries === 0 || most === 0) return 0
  const [queries, classes] = [Math.min(shape.queries, SAMPLE.queries), Math.min(shape.classes, SAMPLE.classes)]
  const trials = Math.min(shape.trials, SAMPLE.trials)
  const support = labelledFiller(classes * most, width, classes)
  const draws = drawTrials(rowsOfClasses(support.labels), () => true, { shots, ways: null, trials, seed: 0 }).flat()
  const task = { queries: labelledFiller(queries, width, classes, 2), support, draws, ownQueries: null, dims, distance }
  const { product, close } = await openProduct(machine)
  const seconds = await secondsOf(async () => {
    for await (const _ of fewShotOutcomes(task, product)) machine.signal.throwIfAborted()
  }).finally(close)
  return (seconds * shape.queries * shape.classes * shape.trials) / (queries * classes * trials)
}
