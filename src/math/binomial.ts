/**
 * The exact two-sided sign test: how likely a fair coin gives a split at least as uneven as this one.
 * p = min(1, 2·P(X ≤ min(k, n − k))), X ~ Binomial(n, ½). Without trials it is 1. Terms of the sum are taken relative to
 * the largest one, C(n, ⌊n/2⌋), so that nothing overflows: right to about 12 digits for a million trials.
 * Source: Conover, Practical Nonparametric Statistics, section 3.4.
 */

/**
 * @param successes of `trials`
 * @returns in (0, 1]; below the smallest positive number that there is, that number
 */
export function signTest(successes: number, trials: number): number {
  const fewer = Math.min(successes, trials - successes)
  if (2 * fewer === trials) return 1
  const center = Math.floor(trials / 2)
  let log = 0 // of the term at `fewer`, over the largest
  for (let i = fewer + 1; i <= center; i++) log += Math.log(i / (trials - i + 1))
  const tail = downFrom(fewer, trials)
  const below = downFrom(center, trials)
  const all = trials % 2 === 0 ? 2 * below - 1 : 2 * below // the distribution is symmetric
  return Math.min(1, Math.max(Number.MIN_VALUE, (2 * Math.exp(log) * tail) / all))
}

/** Σ C(n, i) over i ≤ k, over C(n, k), for k ≤ n/2. Terms fall ever faster; those that no digit would show are left out. */
function downFrom(k: number, n: number): number {
  let term = 1
  let sum = 1
  for (let i = k; i > 0 && term > 1e-18 * sum; i--) {
    term *= i / (n - i + 1)
    sum += term
  }
  return sum
}
