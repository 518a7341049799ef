/** Latencies are of the machine that they were measured on. */
import { usageError } from '../../errors.js'
import type { Notice, Report } from '../../types.js'
import type { AdviceRequest } from './advise.js'
import type { Candidate } from './candidates.js'

/** The report whose machine an advice names: the reference's, or the first with latencies where only others have some. */
export function timedReport(candidates: readonly Candidate[], reference: Candidate): Report {
  const timed = candidates.filter(isTimed)
  return (timed.includes(reference) ? reference : (timed[0] ?? reference)).report
}

/**
 * @returns that latencies of several machines stand beside each other, where they do
 * @throws UserError (exit 2) where such latencies would decide what is taken
 */
export function machineNotices(
  candidates: readonly Candidate[],
  { budget, cheapest }: Pick<AdviceRequest, 'budget' | 'cheapest'>,
): Notice[] {
  const machines = new Map(candidates.filter(isTimed).map((own) => [machineOf(own.report), own.source]))
  if (machines.size < 2) return []
  const told = [...machines].map(([machine, source]) => `${machine} (${source})`).join('; ')
  const asked = budget.latency !== null ? '--max-latency' : '--cheapest latency'
  if (budget.latency !== null || cheapest === 'latency')
    throw usageError(
      'not-comparable',
      `${asked} cannot be held against latencies of several machines: ${told}`,
      'measure all of them on one machine, with as many threads',
    )
  return [{ code: 'several-machines', message: `latencies are of several machines, and cannot be compared: ${told}` }]
}

function isTimed({ row }: Candidate): boolean {
  return (row.metrics['latency.p50']?.value ?? null) !== null
}

/** "Xeon 6, 2 threads, cpu". */
function machineOf({ environment: { cpu, threads, device } }: Report): string {
  return [cpu ?? 'unknown CPU', threads === 1 ? '1 thread' : `${threads ?? '?'} threads`, device ?? 'cpu'].join(', ')
}
