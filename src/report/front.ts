/** Pareto fronts: which settings are worth their cost. */
import { paretoFront } from '../math/pareto.js'
import type { RetrievalRow } from '../types.js'
import { groupBy } from './grid-shape.js'
import { seriesName } from './labels.js'

/** Costs that a front is drawn for, by the letter that marks it. Only settings of one model were timed in turns. */
const FRONTS = [
  { letter: 'F', id: 'mflops', what: 'MFLOPs', perModel: false },
  { letter: 'L', id: 'latency.p50', what: 'latency p50 (of each model)', perModel: true },
  { letter: 'B', id: 'bytesPerVector', what: 'bytes per vector', perModel: false },
] as const

/** Letters of the fronts that a row is on; every query set has fronts of its own. */
export function frontsOf(rows: readonly RetrievalRow[], k: number): ReadonlyMap<RetrievalRow, string> {
  const marks = new Map(rows.map((row) => [row, '']))
  for (const { letter, id, perModel } of FRONTS) {
    const groups = groupBy(rows, (row) => JSON.stringify([row.queries, perModel ? seriesName(row) : null]))
    for (const own of groups.values()) {
      const value = (row: RetrievalRow, of: string) => row.metrics[of]?.value ?? null
      const front = paretoFront(own.map((row) => ({ cost: value(row, id), quality: value(row, `map@${k}`) })))
      for (const [i, row] of own.entries()) if (front[i]) marks.set(row, `${marks.get(row)}${letter}`)
    }
  }
  return marks
}

/** What the letters and the × mean, for those that are there. */
export function frontNotes(rows: readonly RetrievalRow[]): string[] {
  const has = (id: string) => rows.some((row) => (row.metrics[id]?.value ?? null) !== null)
  const fronts = FRONTS.filter(({ id }) => has(id)).map(({ letter, what }) => `${letter}: ${what}`)
  return [
    `front: no other row has a higher mAP at no more cost: ${fronts.join(', ')}`,
    '× and overlap: beside exact search at the full width of the same model',
  ]
}
