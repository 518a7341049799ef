/** Chance that a seed decides: the same seed gives the same numbers on every machine. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { mersenne } from 'pure-rand/generator/mersenne'

/** A source of numbers; each call gives the next one. */
export interface Random {
  below(bound: number): number // integer, 0 … bound − 1, all alike
  gaussian(): number // of mean 0 and variance 1
}

/** The Mersenne Twister, whose neighboring seeds have nothing in common. @param seed an integer */
export function seeded(seed: number): Random {
  const generator = mersenne(seed)
  let spare: number | null = null
  return {
    below: (bound) => uniformInt(generator, 0, bound - 1),
    gaussian() {
      if (spare !== null) {
        const kept = spare
        spare = null
        return kept
      }
      // Box and Muller: two at a time
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)))
      const angle = 2 * Math.PI * uniformFloat64(generator)
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
  }
}

/** 0 … size − 1 in an order of chance (Fisher and Yates), so that its first d are d of them without repeats. [size] */
export function permutation(size: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i)
  for (let i = size - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
