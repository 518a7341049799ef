/** Kernels of smooth resizing, and what they weigh. Source: python-pillow/Pillow, src/libImaging/Resample.c */
import type { Kernel } from '../image-options.js'

type Smooth = Exclude<Kernel, 'nearest'>

/** For each place of a line: which source pixels, and how much of each. */
export interface Weights {
  first: Int32Array // [places]
  count: Int32Array // [places]
  values: Int32Array // [places × most], in 2^−22
  most: number
}

/** Weights are whole numbers of 2^−22; half of one, added before the shift, rounds. */
export const BITS = 22
const ONE = 2 ** BITS
export const HALF = ONE / 2

/** `support`: how far a kernel reaches, in pixels of the smaller image; `weight`: at a distance of so many. */
const FILTERS: Readonly<Record<Smooth, { support: number; weight(x: number): number }>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

/**
 * Weights of the places `from` … `from + places − 1` on a line of `to` pixels made of `length`. Where the two are
 * equal the kernels are 1 at the pixel itself, so that nothing changes.
 */
export function weights(length: number, to: number, from: number, places: number, kernel: Smooth): Weights {
  const { support, weight } = FILTERS[kernel]
  const scale = length / to
  const stretch = Math.max(scale, 1)
  const reach = support * stretch
  const most = Math.ceil(reach) * 2 + 1
  const found: Weights = {
    first: new Int32Array(places),
    count: new Int32Array(places),
    values: new Int32Array(places * most),
    most,
  }
  for (let place = 0; place < places; place++) {
    const centre = (from + place + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - reach + 0.5))
    const count = Math.min(length, Math.trunc(centre + reach + 0.5)) - first
    const own = Array.from({ length: count }, (_, i) => weight((i + first - centre + 0.5) * (1 / stretch)))
    const sum = own.reduce((total, value) => total + value, 0)
    found.first[place] = first
    found.count[place] = count
    for (let i = 0; i < count; i++) {
      const share = (sum === 0 ? own[i]! : own[i]! / sum) * ONE
      found.values[place * most + i] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5)
    }
  }
  return found
}

/** Keys' cubic with a = −0.5. */
function cubic(x: number): number {
  if (x < 1) return ((-0.5 + 2) * x - (-0.5 + 3)) * x * x + 1
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI)
}
