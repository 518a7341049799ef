/** How long cascades take to be learnt on this machine, by one trial of few rows: in proportion to rows and trials. */
import { learntWays, type Wanted } from '../../../evaluate/policies.js'
import { seeded } from '../../../math/random.js'
import type { Dims, Predictions } from '../../../types.js'
import { secondsOf } from './sample.js'

export interface CascadeShape {
  dims: Dims // of the heads
  rows: number // of a trial, to learn on
  trials: number
}

const ROWS = 1024

export async function cascadeSeconds({ dims, rows, trials }: CascadeShape, wanted: Wanted): Promise<number> {
  const small = Math.min(rows, ROWS)
  if (dims.length < 2 || small < 2) return 0
  const learn = chance(dims, small)
  const trial = { learn, learnRows: null, test: learn, testRows: null, temperatures: null }
  const seconds = await secondsOf(async () => learntWays(trial, wanted))
  return (seconds * rows * trials) / small
}

/** Heads that are the more often right the larger they are, and mostly when they are sure. */
function chance(dims: Dims, rows: number): Predictions {
  const random = seeded(0)
  const share = () => random.below(2 ** 20) / 2 ** 20
  const [classes, confidence] = [new Int32Array(rows * dims.length), new Float32Array(rows * dims.length)]
  for (let row = 0; row < rows; row++) {
    const ease = share()
    for (let head = 0; head < dims.length; head++) {
      const at = row * dims.length + head
      confidence[at] = Math.min(1, (0.6 + (0.4 * head) / dims.length) * (0.5 * ease + 0.5 * share()) + 0.2)
      classes[at] = share() < confidence[at]! ? 0 : 1 + random.below(4)
    }
  }
  return { dims, rows, labels: new Int32Array(rows), classes, confidence }
}
