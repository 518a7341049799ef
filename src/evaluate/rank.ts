/** Shortlists → the ranked rows of every setting. */
import { withoutSelfIn } from '../math/neighbors.js'
import { ownOrder, type Ranking, rankedIds, rerank } from '../math/rerank.js'
import type { Setting, Shortlist, WantedList } from '../types.js'

/** Rows that a setting gives for some queries. */
export interface Ranked {
  ids: Int32Array // best first, −1 pads. [b × width]
  width: number
}

/**
 * The lists that settings of one index need. Exact lists of one dim are one list: the shorter is the head of the longer. An
 * index may answer otherwise when it is asked for more, so there each length is a list of its own.
 * @param extra rows to ask for beside what a setting needs
 */
export function wantedLists(settings: readonly Setting[], isExact: boolean, extra: number): WantedList[] {
  const wanted = new Map<string, WantedList>()
  for (const { shortlist, size, stages } of settings) {
    const key = isExact ? `${shortlist}` : `${shortlist} ${size}`
    const known = wanted.get(key) ?? { dim: shortlist, k: 0, carry: [] }
    const carry = new Set([...known.carry, ...stages.map(({ dim }) => dim)])
    wanted.set(key, { dim: shortlist, k: Math.max(known.k, size + extra), carry: [...carry] })
  }
  return [...wanted.values()]
}

/**
 * @param lists as `wantedLists` asked for them
 * @param longest rows of a result that are looked at
 * @param selves row number of each query, when the queries are rows of the database; null: they are not. [b]
 */
export function rankAll(
  settings: readonly Setting[],
  lists: readonly Shortlist[],
  isExact: boolean,
  longest: number,
  selves: Int32Array | null,
): Ranked[] {
  const others = lists.map((list) => (selves === null ? list : withoutSelfIn(list, selves)))
  const nearest = new Map<Shortlist, { rows: number; order: Ranking }>() // the last order of each list
  return settings.map(({ shortlist, size, stages }) => {
    const list = others.find(({ dim, k }) => dim === shortlist && (isExact || k === size))!
    const known = nearest.get(list)
    let order = known !== undefined && known.rows === stages[0]?.rows ? known.order : ownOrder(list)
    for (const [i, { dim, rows }] of stages.entries()) {
      order = rerank(list, order, dim, rows, stages[i + 1]?.rows ?? longest)
      if (i === 0) nearest.set(list, { rows, order })
    }
    const width = Math.min(longest, order.width)
    return { ids: rankedIds(list, order, width), width }
  })
}
