/**
 * Ranked lists judged for relevance: what every retrieval metric reads. By label, a row is relevant when its class is
 * the query's (gain 1); by qrels, when a gain above 0 is given. A missing neighbor (id −1) is not relevant.
 */

/** Lists of b queries, `width` long, best first. */
export interface Judged {
  queries: number // b
  width: number
  gains: Float32Array // gain of each ranked row, 0 = not relevant. [b × width]
  relevant: Int32Array // relevant rows in the whole database. [b]
  idealGains: readonly Float32Array[] | null // per query, all gains, largest first; null: every gain is 1
}

/**
 * Judges by label.
 * @param ids ranked database rows, −1 pads. [b × width]
 * @param labels classes of the database rows. [n]
 * @param truth classes of the queries. [b]
 * @param relevant rows of each query's class in the database, its own row left out. [b]
 */
export function judgeByLabel(
  ids: Int32Array,
  width: number,
  labels: Int32Array,
  truth: Int32Array,
  relevant: Int32Array,
): Judged {
  const gains = new Float32Array(ids.length)
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    gains[i] = id !== -1 && labels[id] === truth[Math.floor(i / width)] ? 1 : 0
  }
  return { queries: truth.length, width, gains, relevant, idealGains: null }
}
