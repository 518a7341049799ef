/** Rows by dim → sentences. */
import type { DimRow } from '../../types.js'
import { isOfGroup } from '../class-grid.js'
import { groupBy } from '../grid-shape.js'
import { codingSentences } from './codings.js'
import { lineSentences, linesOf, type Quality } from './lines.js'
import { withRest } from './top-models.js'

/** Of rows of all classes: one metric, that of the most shots; every dataset on its own. @param rows of one report */
export function dimSentences(rows: readonly DimRow[]): string[] {
  const plain = rows.filter((row) => !isOfGroup(row))
  const most = Math.max(...plain.map(({ shots }) => shots ?? 0))
  const own = plain.filter(({ shots }) => (shots ?? 0) === most)
  const quality = qualityOf(own, most)
  if (quality === null) return []
  const sets = groupBy(own, ({ data }) => data ?? '')
  return [...sets.values()].flatMap((set) => {
    const lines = linesOf(set.filter(isPlain), quality)
    const sentences = [...lineSentences(lines, quality), ...codingSentences(set, quality)]
    const areReduced = lines.some(({ isReduced }) => isReduced)
    return withRest(sentences, { count: lines.length, words: `${quality.words} at full width`, areReduced })
  })
}

/** Shares of what is kept are of float32, so the lines of other precisions say nothing of their own width. */
function isPlain({ precision }: DimRow): boolean {
  return precision === undefined
}

function qualityOf([row]: readonly DimRow[], shots: number): Quality | null {
  const id = Object.keys(row?.metrics ?? {}).find((id) => /^(knn@\d+|top1|accuracy|spearman|pearson)$/.test(id))
  if (id === undefined) return null
  if (id.startsWith('knn@')) return { id, words: `${id.slice('knn@'.length)}-NN accuracy`, saves: 'memory' }
  if (id === 'top1') return { id, words: 'top-1 accuracy', saves: 'width' }
  if (id === 'accuracy') return { id, words: `${shots}-shot accuracy`, saves: 'memory' }
  return { id, words: `${id === 'spearman' ? 'Spearman' : 'Pearson'} correlation`, saves: 'memory' }
}
