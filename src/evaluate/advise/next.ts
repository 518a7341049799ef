/** Nothing fits: what to measure next. */
import type { AdviceReason, Notice, Precision } from '../../types.js'
import type { AdviceRequest, Weighed } from './advise.js'
import type { Candidate } from './candidates.js'
import { searchedDim, stagesOf } from './costs.js'
import { largestDims } from './largest-dims.js'
import { fullDim } from './reference.js'
import { typedCommand } from './typed-command.js'

/** That nothing fits, and commands that measure what might. */
export function nothingFits(weighed: readonly Weighed[], reference: Candidate, request: AdviceRequest): Notice[] {
  const none =
    weighed.length === 1 ? 'nothing that was measured' : `none of the ${weighed.length} settings that were measured`
  return [
    { code: 'nothing-fits', message: `${none} fits into the budget` },
    ...nextSteps(weighed, reference, request).map((message) => ({ code: 'try-next', message })),
  ]
}

function nextSteps(weighed: readonly Weighed[], reference: Candidate, { vectors, budget }: AdviceRequest): string[] {
  const { report } = reference
  const type = (command: string) => typedCommand(report, command, reference.row.model)
  if (report.command === 'adaptive-classify')
    return [
      `learn a cascade for that many dims: ${type('adaptive-classify')} --policy joint --budget ${budget.expectedDim ?? 64}`,
    ]
  if (vectors === null || (report.command !== 'knn' && report.command !== 'retrieval')) return []
  const steps: string[] = []
  const has = (reason: AdviceReason) => weighed.some(({ row }) => row.reasons.includes(reason))
  const isReranked = weighed.some(({ row }) => (row.shortlistSize ?? null) !== null)
  const width = fullDim(reference.row)
  const bounds = largestDims({ vectors, budget })
  const most = (precision: Precision) => Math.min(width, bounds?.[precision] ?? width)
  const coded = (['int8', 'binary'] as const).filter(
    (precision) => most(precision) > 0 && !weighed.some(({ row }) => row.precision === precision),
  )
  const known = [...new Set(weighed.flatMap(({ candidate }) => singleDim(candidate) ?? []))]
  const nearBelow = (most: number) => Math.max(0, ...known.filter((dim) => dim <= most)) || most // trained ones, where there are
  if (has('memory') || has('storage') || has('engine')) {
    const fresh = most('float32') > 0 && !known.includes(most('float32')) ? [most('float32')] : []
    const dims = [...new Set([...fresh, ...coded.map((precision) => nearBelow(most(precision))), width])]
    if (most('binary') === 0 && most('float32') === 0)
      steps.push('not a bit a dim fits: store fewer vectors, or more bytes')
    else if (dims.length > 1) {
      const precision = coded.length === 0 ? '' : ` --precision float32,${coded.join(',')}`
      const list = dims.toSorted((a, b) => a - b).join(',')
      steps.push(`measure what would fit: ${type(report.command)} --dims ${list}${precision}`)
    }
  }
  if ((has('mflops') || has('latency')) && width >= 8 && !isReranked) {
    const short = Math.max(1, Math.floor(width / 64))
    const pairs = `--shortlist ${short},${2 * short} --rerank ${Math.floor(width / 4)},${width}`
    steps.push(`measure short searches that are reranked: ${type('retrieval')} ${pairs}`)
  }
  return steps
}

/** The dim of a single search or head; null: of what is reranked, and of cascades. */
function singleDim({ row }: Candidate): number | null {
  if ('policy' in row) return null
  return stagesOf(row).length === 0 ? searchedDim(row) : null
}
