/** How well each head's confidence says how often it is right, on the rows that are scored. */
import { type Calibration, calibration } from '../metrics/calibration.js'
import type { Trial } from './trials.js'

/** One calibration a head. [G] */
export function reliabilityOf({ test, testRows }: Trial): Calibration[] {
  const heads = test.dims.length
  const rows = testRows ?? Int32Array.from({ length: test.rows }, (_, row) => row)
  return test.dims.map((_, g) => {
    const confidence = Float32Array.from(rows, (row) => test.confidence[row * heads + g]!)
    const correct = Uint8Array.from(rows, (row) => (test.classes[row * heads + g] === test.labels[row] ? 1 : 0))
    return calibration(confidence, correct)
  })
}
