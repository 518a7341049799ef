/**
 * Fisher's randomization test for paired values: were the two of every pair exchangeable, each difference could as well
 * have the other sign. p = share of sign patterns under which |Σ d| is at least what it is, two-sided. Pairs without a
 * difference change nothing. Where there are no more patterns than draws, all of them are counted and p is exact; for
 * values of 0 and 1 that is McNemar's exact test. Else p = (1 + draws at least as far out) / (1 + draws), which is never 0.
 * Sources: Smucker, Allan and Carterette 2007 (for retrieval); Phipson and Smyth 2010 (for the 1 +).
 */
import type { Product } from '../types.js'
import { type Random, seeded } from './random.js'

export interface SignFlipOptions {
  draws: number // sign patterns
  seed: number
  product: Product
}

/** p of each comparison. @param differences one array a comparison, all of one length n, finite. [M][n] */
export type SignFlip = (differences: readonly Float64Array[]) => Promise<number[]>

const BLOCK = 2 ** 22 // float32 signs in one product: 16 MiB

/** Relative to Σ|d|: sums closer than that count as equal, since those of the draws are float32. */
const EQUAL = 1e-6

/** All comparisons share the draws; every call draws the same. */
export function openSignFlip({ draws, seed, product }: SignFlipOptions): SignFlip {
  return async (differences) => {
    const changed = differences.map((values) => values.filter((value) => value !== 0))
    const few = changed.map(({ length }) => 2 ** length <= draws)
    const open = differences.filter((_, m) => !few[m])
    const further = open.length === 0 ? [] : await countFurther(open, { draws, seed, product })
    const drawn = further.map((count) => (1 + count) / (1 + draws)).values()
    return changed.map((values, m) => (few[m] ? exact(values) : drawn.next().value!))
  }
}

/** Over all 2ⁿ patterns of few differences. */
function exact(differences: Float64Array): number {
  let sums = [0]
  for (const difference of differences) sums = sums.flatMap((sum) => [sum + difference, sum - difference])
  const least = bound(differences)
  return sums.filter((sum) => Math.abs(sum) >= least).length / sums.length
}

/** How many draws are at least as far out as what was observed, for each comparison. [M] */
async function countFurther(
  differences: readonly Float64Array[],
  { draws, seed, product }: SignFlipOptions,
): Promise<number[]> {
  const n = differences[0]!.length
  const values = new Float32Array(n * differences.length)
  for (const [m, own] of differences.entries()) values.set(own, m * n)
  const least = differences.map(bound)
  const counts = differences.map(() => 0)
  const random = seeded(seed)
  const most = Math.max(1, Math.floor(BLOCK / n))
  for (let start = 0; start < draws; start += most) {
    const rows = Math.min(most, draws - start)
    const sums = await product(values, differences.length, n, signs(rows * n, random), rows, true)
    for (let m = 0; m < counts.length; m++) {
      for (let row = m * rows; row < (m + 1) * rows; row++) if (Math.abs(sums[row]!) >= least[m]!) counts[m]!++
    }
  }
  return counts
}

/** |Σ d|, less what rounding may have taken from an equal sum. */
function bound(differences: Float64Array): number {
  let [sum, size] = [0, 0]
  for (const difference of differences) {
    sum += difference
    size += Math.abs(difference)
  }
  return Math.abs(sum) - EQUAL * size
}

const BITS = 30 // of one random number

/** +1 and −1, equally likely. [count] */
function signs(count: number, random: Random): Float32Array {
  const drawn = new Float32Array(count)
  let bits = 0
  for (let i = 0; i < count; i++) {
    bits = i % BITS === 0 ? random.below(2 ** BITS) : bits >> 1
    drawn[i] = 1 - 2 * (bits & 1)
  }
  return drawn
}
