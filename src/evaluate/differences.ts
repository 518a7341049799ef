/** Pairs of outcomes → what they come to, how far they are apart, and how sure that is. */
import type { Bootstrap } from '../math/bootstrap.js'
import type { SignFlip } from '../math/sign-flip.js'
import { holm } from '../metrics/holm.js'
import { agreement, cohensG, mcnemar, newcombe } from '../metrics/mcnemar.js'
import { cohensDz, winsAndLosses } from '../metrics/paired.js'
import { share } from '../metrics/share.js'
import type { MetricValue } from '../types.js'
import type { Pair } from './contenders.js'

/** What means are compared with. */
export interface Comparing {
  bootstrap: Bootstrap
  signFlip: SignFlip
}

/** A pair with its metrics. */
export interface Compared extends Pair {
  metrics: Readonly<Record<string, MetricValue>>
}

/**
 * Shares, where all values are 0 or 1, by McNemar's test and Newcombe's interval; means by sign flips and the bootstrap.
 * @param pairs of one metric, all over the same rows; p is left out of those from `tests` on
 */
export async function compareAll(pairs: readonly Pair[], tests: number, engines: Comparing): Promise<Compared[]> {
  const series = pairs.flatMap(({ first, second }) => [first.values, second.values])
  const areShares = series.every((values) => values.every((value) => value === 0 || value === 1))
  const compared = areShares ? pairs.map(compareShares) : await compareMeans(pairs, engines)
  const corrected = holm(compared.slice(0, tests).map(({ p }) => p))
  return compared.map(({ p, value, reference, difference, effect, wins, losses }, i) => {
    const own = i < tests ? { p: probability(p), 'p.holm': probability(corrected[i]!) } : {}
    const counts = { wins: count(wins), losses: count(losses) }
    return { ...pairs[i]!, metrics: { value, reference, difference, ...own, ...effect, ...counts } }
  })
}

interface Comparison {
  value: MetricValue
  reference: MetricValue
  difference: MetricValue
  p: number
  effect: Readonly<Record<string, MetricValue>>
  wins: number
  losses: number
}

function compareShares({ first, second }: Pair): Comparison {
  const counts = agreement(first.values, second.values)
  const { both, wins, losses, neither } = counts
  const n = both + wins + losses + neither
  return {
    value: share(both + wins, n),
    reference: share(both + losses, n),
    difference: { value: (wins - losses) / n, ci95: newcombe(counts), unit: 'difference' },
    p: mcnemar(counts),
    effect: { 'effect.g': { value: cohensG(counts), ci95: null, unit: 'difference' } },
    wins,
    losses,
  }
}

async function compareMeans(pairs: readonly Pair[], { bootstrap, signFlip }: Comparing): Promise<Comparison[]> {
  const differences = pairs.map(({ first, second }) => first.values.map((value, i) => value - second.values[i]!))
  const own = [...new Set(pairs.flatMap(({ first, second }) => [first.values, second.values]))]
  const means = await bootstrap([...own, ...differences])
  const meanOf = (values: Float64Array): MetricValue => ({ ...mean(own.indexOf(values)), unit: 'fraction' })
  const ps = await signFlip(differences)
  return pairs.map(({ first, second }, i) => ({
    value: meanOf(first.values),
    reference: meanOf(second.values),
    difference: { ...mean(own.length + i), unit: 'difference' },
    p: ps[i]!,
    effect: { 'effect.dz': { value: cohensDz(differences[i]!), ci95: null, unit: 'ratio' } },
    ...winsAndLosses(differences[i]!),
  }))

  function mean(place: number): Pick<MetricValue, 'value' | 'ci95'> {
    const { mean: value, ci95 } = means[place]!
    return { value, ci95 }
  }
}

function probability(value: number): MetricValue {
  return { value, ci95: null, unit: 'probability' }
}

function count(value: number): MetricValue {
  return { value, ci95: null, unit: 'count' }
}
