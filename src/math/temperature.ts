/**
 * Temperature scaling: for each head the T that minimises the mean of −log softmax(z/T)[label] over some rows (z: logits).
 * Dividing by T changes no prediction, only how sure it is. The mean is convex in 1/T, so its slope crosses 0 once at most:
 * Newton's method, kept between points where the slope is below and above 0, and halving their distance where it is slow.
 *
 * T stays within [0.05, 20]. Where every row is right the best T would be 0: it ends at 0.05; where logits tell nothing of the
 * labels, or the contrary, at 20. Equal logits do not matter. Where T changes nothing it is 1.
 *
 * Source: Guo et al., On Calibration of Modern Neural Networks (arXiv 1706.04599), section 4.2.
 */
import type { Dims } from '../types.js'

/** Logits of every head for rows whose class is known, in memory. */
export interface HeadLogits {
  dims: Dims // of the heads [G]
  rows: number // n
  classes: number // C
  labels: Int32Array // [n], in 0…C − 1
  values: Float32Array // [n × G × C]
}

/** Bounds of 1/T. */
const LEAST = 1 / 20
const MOST = 1 / 0.05

/** Relative step of 1/T that ends the search; Newton's next one would be about its square. */
const CLOSE = 1e-5

/**
 * @param rows row numbers that count; null: all
 * @returns T of every head, 1 without rows. [G]
 */
export function fitTemperatures(logits: HeadLogits, rows: Int32Array | null): number[] {
  const counted = rows ?? Int32Array.from({ length: logits.rows }, (_, row) => row)
  return logits.dims.map((_, g) => fitTemperature(logits, g, counted))
}

function fitTemperature(logits: HeadLogits, head: number, rows: Int32Array): number {
  let [below, above] = [LEAST, MOST] // where the slope is below and above 0
  const ends = [below, above].map((sharpness) => slopeAt(logits, head, rows, sharpness).slope)
  if (ends.every((slope) => slope === 0)) return 1
  if (ends[1]! <= 0) return 1 / MOST
  if (ends[0]! >= 0) return 1 / LEAST
  let sharpness = 1 // 1/T
  let step = Number.POSITIVE_INFINITY
  while (step > CLOSE * sharpness) {
    const { slope, curvature } = slopeAt(logits, head, rows, sharpness)
    if (slope < 0) below = sharpness
    else above = sharpness
    let next = sharpness - slope / curvature
    const isSlow = Math.abs(next - sharpness) > step / 2 // a slope that fades as e^−x would be walked along in equal steps
    if (isSlow || !(next >= below && next <= above)) next = Math.sqrt(below * above)
    step = Math.abs(next - sharpness)
    sharpness = next
  }
  return 1 / sharpness
}

/** First and second derivative of the mean loss by 1/T; sums, since only their ratio and sign count. */
function slopeAt(
  { dims, classes, labels, values }: HeadLogits,
  head: number,
  rows: Int32Array,
  sharpness: number,
): { slope: number; curvature: number } {
  let slope = 0
  let curvature = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const start = (row * dims.length + head) * classes
    const end = start + classes
    let largest = values[start]!
    for (let at = start + 1; at < end; at++) if (values[at]! > largest) largest = values[at]!
    let [sum, first, second] = [0, 0, 0] // moments of z − largest under softmax(z/T)
    for (let at = start; at < end; at++) {
      const z = values[at]! - largest
      const weight = Math.exp(sharpness * z)
      sum += weight
      first += weight * z
      second += weight * z * z
    }
    const mean = first / sum
    slope += mean - (values[start + labels[row]!]! - largest)
    curvature += Math.max(0, second / sum - mean * mean)
  }
  return { slope, curvature }
}
