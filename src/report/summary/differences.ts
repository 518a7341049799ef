/** Rows of differences → sentences: which differ after correction, and the smallest dims that are as good. */
import type { DifferenceRow, MetricValue } from '../../types.js'
import { familyNames, smallestSentence } from '../compare-grid.js'
import { groupBy } from '../grid-shape.js'
import { topModels, withRest } from './top-models.js'
import { dimsInWords } from './words.js'

/** Below this, a corrected p is a difference. */
const LEVEL = 0.05

/** @param margin of `compare`, a share */
export function differenceSentences(rows: readonly DifferenceRow[], margin: number): string[] {
  const families = familyNames(rows)
  return [...groupBy(rows, ({ metric }) => metric)].flatMap(([metric, own]) => {
    const pairs = groupBy(own, ({ model, against }) => JSON.stringify([families.get(model), families.get(against)]))
    const best = topModels([...pairs.values()], atFullWidth)
    const sentences = [
      ...best
        .map((pair) => pair.filter(isTested))
        .flatMap((pair) => (pair.length === 0 ? [] : sentence(pair, families))),
      ...best.flat().flatMap((row) => (row.smallest === true ? `${smallestSentence(row, margin)}.` : [])),
    ]
    return withRest(sentences, { count: pairs.size, words: `${metric} at full width` })
  })
}

function isTested({ metrics }: DifferenceRow): boolean {
  return (metrics['p.holm']?.value ?? null) !== null
}

function atFullWidth(rows: readonly DifferenceRow[]): number | null {
  return rows.toSorted((a, b) => b.dim - a.dim)[0]?.metrics.value?.value ?? null
}

function sentence(rows: readonly DifferenceRow[], families: ReadonlyMap<string, string>): string {
  const [{ metric, model, against, againstDim }] = rows as [DifferenceRow]
  const [own, other] = [families.get(model)!, families.get(against)!]
  const isFixed = rows.every((row) => row.againstDim === againstDim)
  const beside = own === other ? `its own ${againstDim} dimensions` : isFixed ? `${other} at ${againstDim}` : other
  const dims = rows.map(({ dim }) => dim).toSorted((a, b) => a - b)
  const isFound = ({ metrics }: DifferenceRow) => metrics['p.holm']!.value! < LEVEL
  const sign = (row: DifferenceRow) => Math.sign(row.metrics.difference!.value!)
  const at = (some: readonly DifferenceRow[]) =>
    dimsInWords(
      some.map(({ dim }) => dim),
      dims,
    )
  const found = (verdict: string, wanted: number) => {
    const some = rows.filter((row) => isFound(row) && sign(row) === wanted)
    const [first] = some
    if (first === undefined) return []
    return [`${verdict} at ${at(some)} dimensions (by ${inPoints(first.metrics.difference!)} at ${first.dim})`]
  }
  const rest = rows.filter((row) => !isFound(row))
  const unseen = rest.length === 0 ? [] : [`at ${at(rest)} no difference can be seen`]
  const parts = [...found('better', 1), ...found('worse', -1), ...unseen]
  return `${metric} of ${own} beside ${beside}, row by row after Holm's correction: ${parts.join('; ')}.`
}

/** "12.0 points, 95 %: 10.4 – 13.6": how far, without its sign. */
function inPoints({ value, ci95 }: MetricValue): string {
  const far = (difference: number) => (100 * difference * Math.sign(value!)).toFixed(1)
  if (ci95 === null) return `${far(value!)} points`
  const ends = value! < 0 ? [ci95[1], ci95[0]] : ci95
  return `${far(value!)} points, 95 %: ${ends.map(far).join(' – ')}`
}
