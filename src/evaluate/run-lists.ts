/** Ranked rows with scores, as the runs that other programs read have them. */
import type { Setting } from '../types.js'
import { rankAll } from './rank.js'
import type { ScoreTask } from './score.js'

/** The rows that a setting gives for some queries. */
export interface RunList {
  setting: Setting
  width: number
  ids: Int32Array // best first, −1 pads. [b × width]
  scores: Float32Array // strictly falling in every list; 0 at pads. [b × width]
}

/**
 * Scores are those that the rows were ordered by last; for a search with FAISS alone, which gives none, how many places are
 * left. trec_eval and its like order by score only, in float32, and break ties by document id, so that a score that would not
 * be below the one before it is the next float32 below that: a change in the last bits, and none in the order.
 */
export function runLists({ searched, selves, ks }: Pick<ScoreTask, 'searched' | 'selves' | 'ks'>): RunList[] {
  return searched.flatMap(({ settings, lists, isExact }) => {
    const ranked = rankAll(settings, lists, isExact, ks.at(-1)!, selves)
    return settings.map((setting, i): RunList => {
      const { ids, width } = ranked[i]!
      const list = lists.find(({ dim, k }) => dim === setting.shortlist && (isExact || k === setting.size))!
      const found = list.scores.get(setting.stages.at(-1)?.dim ?? setting.shortlist) ?? null
      const scores = new Float32Array(ids.length)
      for (let q = 0; q * width < ids.length; q++) {
        const places = found === null ? null : placesOf(list.ids.subarray(q * list.k, (q + 1) * list.k))
        for (let r = 0; r < width && ids[q * width + r] !== -1; r++) {
          const at = q * width + r
          const own = places === null ? width - r : found![q * list.k + places.get(ids[at]!)!]!
          scores[at] = r === 0 ? own : Math.min(own, below(scores[at - 1]!))
        }
      }
      return { setting, width, ids, scores }
    })
  })
}

/** Row number → place in the list. */
function placesOf(ids: Int32Array): ReadonlyMap<number, number> {
  return new Map(Array.from(ids, (id, place) => [id, place]))
}

const value = new Float32Array(1)
const bits = new Int32Array(value.buffer)

/** The next float32 below a finite one. */
export function below(score: number): number {
  value[0] = score === 0 ? 0 : score // −0 is 0
  if (score === 0) return -(2 ** -149)
  bits[0]! += score > 0 ? -1 : 1
  return value[0]!
}
