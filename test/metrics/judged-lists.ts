/** Judged lists for tests. */
import { type Judged, judge } from '../../src/metrics/judged.js'

/**
 * Lists by the gains of their rows, best first.
 * @param relevant relevant rows in the database, for every query
 */
export function listsOf(gains: readonly (readonly number[])[], relevant: number): Judged {
  const counts = new Int32Array(gains.length).fill(relevant)
  return judge(Float32Array.from(gains.flat()), gains[0]?.length ?? 0, counts, null)
}
