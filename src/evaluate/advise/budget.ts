/** A setting beside a budget: what it has too much of. */
import type { AdviceReason, MetricValue } from '../../types.js'
import type { SettingRow } from './candidates.js'
import { searchedDim, stagesOf } from './costs.js'
import { type EngineName, engineLimit } from './engine-limits.js'

/** What may be spent and lost; null: as much as it takes. */
export interface Budget {
  memory: number | null // bytes
  storage: number | null // bytes
  mflops: number | null // a query
  latency: number | null // milliseconds a query, the median
  expectedDim: number | null
  maxLoss: number | null // of the metric
  recall: number | null // least share of the exact full-width search's rows that must be found
  engine: EngineName | null
  sure: boolean // the loss must be within bounds at 95 % confidence
}

/** What is known of a setting. */
export interface Known {
  row: SettingRow
  loss: MetricValue
  recall: number | null
  costs: Readonly<Record<string, MetricValue>>
}

/** Of differences: 0.81 − 0.78 is above 0.03 in binary. */
const ROUNDING = 1e-12

/** @returns true, false, or null where the budget says nothing of losses */
export function isSure({ ci95 }: MetricValue, { maxLoss }: Budget): boolean | null {
  return maxLoss === null ? null : ci95 !== null && ci95[1] <= maxLoss + ROUNDING
}

/** What speaks against a setting; [] where nothing does. What was not measured does not fit into a budget for it. */
export function reasonsAgainst({ row, loss, recall, costs }: Known, budget: Budget): AdviceReason[] {
  const reasons: AdviceReason[] = []
  if (budget.maxLoss !== null && loss.value! > budget.maxLoss + ROUNDING) reasons.push('loss')
  else if (budget.sure && isSure(loss, budget) === false) reasons.push('not-sure')
  const above = (id: string, most: number | null, high: AdviceReason, unknown: AdviceReason) => {
    if (most === null) return
    const found = costs[id]?.value ?? null
    if (found === null) reasons.push(unknown)
    else if (found > most) reasons.push(high)
  }
  above('memoryBytes', budget.memory, 'memory', 'memory')
  above('storageBytes', budget.storage, 'storage', 'storage')
  above('mflops', budget.mflops, 'mflops', 'mflops-unknown')
  above('latency.p50', budget.latency, 'latency', 'latency-unknown')
  above('expectedDim', budget.expectedDim, 'expected-dim', 'expected-dim')
  if (budget.recall !== null && recall === null) reasons.push('recall-unknown')
  else if (budget.recall !== null && recall! < budget.recall) reasons.push('recall')
  if (budget.engine !== null && !isHeldBy(budget.engine, row)) reasons.push('engine')
  return reasons
}

/** What is searched must be indexed; what reorders it need only be stored. */
function isHeldBy(engine: EngineName, row: SettingRow): boolean {
  if ('policy' in row) return true
  const fits = (what: 'indexed' | 'stored', dim: number, precision: Parameters<typeof engineLimit>[2]) =>
    dim <= (engineLimit(engine, what, precision) ?? 0)
  const reordering = row.rescore === 'float32' ? [searchedDim(row)] : stagesOf(row).map(({ dim }) => dim)
  const fine = row.rescore === 'codes' ? [] : reordering
  return (
    fits('indexed', searchedDim(row), row.precision ?? 'float32') && fine.every((dim) => fits('stored', dim, 'float32'))
  )
}
