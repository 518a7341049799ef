/** Budgets that mean something for the settings at hand. */
import { usageError } from '../../errors.js'
import type { AdviceRequest } from './advise.js'
import type { Candidate } from './candidates.js'

/** @throws UserError (exit 2) for a number of vectors that is missing, and for a budget of what the settings do not have */
export function requireSense(
  candidates: readonly Candidate[],
  { vectors, budget, cheapest, rerankOn }: AdviceRequest,
): void {
  const [
    {
      row,
      report: { command },
    },
  ] = candidates as [Candidate]
  if (budget.sure && budget.maxLoss === null)
    throw usageError('sure-alone', '--sure is about the loss; nothing says how much may be lost', '--max-loss 0.01')
  if ('policy' in row) {
    const searching = {
      vectors,
      memory: budget.memory,
      storage: budget.storage,
      mflops: budget.mflops,
      'max-latency': budget.latency,
      recall: budget.recall,
      engine: budget.engine,
      cheapest,
      'rerank-on': rerankOn === 'memory' ? null : rerankOn,
    }
    const unused = Object.entries(searching).find(([, value]) => value !== null)
    if (unused === undefined) return
    throw usageError(
      'budget-unused',
      `--${unused[0]} is about stored vectors; cascades of ${command} store none`,
      'give their budget in dims: --expected-dim 64',
    )
  }
  if (vectors === null)
    throw usageError('missing-flag', '--vectors is missing: how many vectors are to be stored', '--vectors 50M')
  if (budget.expectedDim !== null)
    throw usageError(
      'budget-unused',
      `--expected-dim is about cascades; the results of ${command} have none`,
      'give a report of adaptive-classify with --metric accuracy',
    )
  if (budget.recall !== null && command !== 'retrieval')
    throw usageError(
      'budget-unused',
      `--recall is about the rows that a search finds; the results of ${command} do not say`,
      'give a report of retrieval',
    )
}
