/** Results that are ranked together must be of one command, one data set and one definition. */
import { usageError } from '../../errors.js'
import { dataDifference } from '../../math/same-data.js'
import type { Measured } from './candidates.js'

/** @throws UserError (exit 2) that names the first two files that do not go together, and what differs */
export function requireSameData(measured: readonly Measured[], metric: string): void {
  const [first, ...others] = measured
  for (const other of others) {
    const found = dataDifference(first!.report, other.report)
    if (found === null) continue
    throw usageError(
      'not-comparable',
      `${placesOf(first!, other)} cannot be ranked together by ${metric}: ${found}`,
      'give results of the same data, measured alike; one at a time is advised on by itself',
    )
  }
}

function placesOf(a: Measured, b: Measured): string {
  return a.path === b.path ? `two reports of ${a.path}` : `${a.path} and ${b.path}`
}
