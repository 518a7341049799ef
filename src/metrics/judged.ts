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
  idealGains: readonly Float32Array[] | null // per query, all gains above 0, largest first; null: every gain is 1
  hits: Hits
}

/** Where the relevant rows stand, so that no metric need look at the others. */
export interface Hits {
  places: Int32Array // in each list, from 0 and ascending, list after list
  starts: Int32Array // where each list's places begin, and where the last ends. [b + 1]
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
  for (let q = 0; q < truth.length; q++) {
    const label = truth[q]!
    for (let i = q * width; i < (q + 1) * width; i++) {
      const id = ids[i]!
      if (id === -1) continue
      const differing = labels[id]! ^ label
      gains[i] = ((differing | -differing) >>> 31) ^ 1 // 1 where no bit differs: nobody can foresee a branch here
    }
  }
  return judge(gains, width, relevant, null)
}

/**
 * Judges by qrels. Rows that a query has no gain for are not relevant; neither are those with a gain of 0 or below.
 * @param ids ranked database rows, −1 pads. [b × width]
 * @param gainsOf for each query: database row → gain. [b]
 */
export function judgeByQrels(ids: Int32Array, width: number, gainsOf: readonly ReadonlyMap<number, number>[]): Judged {
  let rows = 0
  for (const own of gainsOf) for (const row of own.keys()) rows = Math.max(rows, row + 1)
  const gainAt = new Float32Array(rows)
  const gains = new Float32Array(ids.length)
  for (const [q, own] of gainsOf.entries()) {
    for (const [row, gain] of own) gainAt[row] = Math.max(0, gain)
    for (let i = q * width; i < (q + 1) * width; i++) {
      const id = ids[i]!
      if (id !== -1 && id < rows) gains[i] = gainAt[id]!
    }
    for (const row of own.keys()) gainAt[row] = 0
  }
  const ideal = gainsOf.map((own) =>
    Float32Array.from([...own.values()].filter((gain) => gain > 0))
      .sort()
      .reverse(),
  )
  const relevant = Int32Array.from(ideal, ({ length }) => length)
  return judge(gains, width, relevant, ideal)
}

/** Lists whose gains are known, none below 0. Parameters as in {@link Judged}. */
export function judge(
  gains: Float32Array,
  width: number,
  relevant: Int32Array,
  idealGains: readonly Float32Array[] | null,
): Judged {
  const queries = relevant.length
  const places = new Int32Array(gains.length + 1)
  const starts = new Int32Array(queries + 1)
  const bits = new Int32Array(gains.buffer, gains.byteOffset, gains.length) // above 0 where the gain is
  let hits = 0
  for (let q = 0; q < queries; q++) {
    for (let j = 0; j < width; j++) {
      places[hits] = j // overwritten by the next unless it counts
      hits += -bits[q * width + j]! >>> 31
    }
    starts[q + 1] = hits
  }
  return { queries, width, gains, relevant, idealGains, hits: { places: places.subarray(0, hits), starts } }
}

/**
 * How many rows of each query's class the database has.
 * @param labels classes of the database rows. [n]
 * @param truth classes of the queries. [b]
 * @param oneTable the queries are the rows of the database, and none finds itself
 * @returns [b]
 */
export function relevantByLabel(labels: Int32Array, truth: Int32Array, oneTable: boolean): Int32Array {
  const sizes = new Map<number, number>()
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1)
  return truth.map((label) => (sizes.get(label) ?? 0) - (oneTable ? 1 : 0))
}
