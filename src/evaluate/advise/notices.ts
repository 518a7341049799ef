/** What must be said of advice before it is followed. */
import { PRECISIONS } from '../../math/storage.js'
import type { Notice } from '../../types.js'
import type { AdviceRequest } from './advise.js'
import type { Candidate } from './candidates.js'
import { stagesOf } from './costs.js'
import { ENGINE_LIMITS, type EngineName, engineLimit } from './engine-limits.js'
import { fullDim } from './reference.js'

export function noticesOf(
  candidates: readonly Candidate[],
  reference: Candidate,
  { vectors, rerankOn, budget }: AdviceRequest,
): Notice[] {
  const notices: Notice[] = []
  const searched = candidates.flatMap(({ rows }) => rows ?? [])
  const most = Math.max(0, ...searched)
  const [many, more] = [most, vectors ?? 0].map((count) => count.toLocaleString('en-US'))
  if (vectors !== null && searched.length > 0 && vectors > most)
    notices.push({
      code: 'quality-at-scale',
      message: `the quality was measured among ${many} vectors; among ${more} there is more to confuse with, so expect less, of short vectors above all`,
    })
  const width = widthOf(reference)
  if (width !== null && fullDim(reference.row) < width)
    notices.push({
      code: 'reference-not-full',
      message: `losses are beside ${fullDim(reference.row)} dims of ${reference.row.model}; all ${width} were not measured, and would lose less`,
    })
  if (budget.engine !== null) notices.push({ code: 'engine-limits', message: limitsOf(budget.engine) })
  const isReranked = candidates.some(({ row }) => !('policy' in row) && stagesOf(row).length > 0)
  if (rerankOn === 'disk' && isReranked && budget.latency !== null)
    notices.push({
      code: 'disk-not-timed',
      message: 'reranking was timed with all vectors in memory; with --rerank-on disk nothing is known of its latency',
    })
  return notices
}

/** What the engine takes, by precision, and who says so. */
function limitsOf(engine: EngineName): string {
  const limits = PRECISIONS.map((precision) => {
    const most = engineLimit(engine, 'indexed', precision)
    return most === null ? `none in ${precision}` : `${most} in ${precision}`
  })
  return `${engine} indexes so many dims at most: ${limits.join(', ')} (${ENGINE_LIMITS[engine].source}, November 2026)`
}

/** D, where the report that the reference is from says so of one model. */
function widthOf({ report }: Candidate): number | null {
  const widths = [...new Set(report.inputs.flatMap(({ dim }) => dim ?? []))]
  return widths.length === 1 ? widths[0]! : null
}
