/** Verdicts of gates, with names that every format has to mind. */
import type { GateVerdict, Report, RuleCheck } from '../../src/types.js'
import { ONE } from './reports.js'

const check = (row: RuleCheck['row'], value: number | null, bound: number | null, passed: boolean): RuleCheck => ({
  row,
  metric: 'knn@1',
  value,
  bound,
  baseline: null,
  significant: null,
  passed,
})

export const PASSED: GateVerdict = {
  passed: true,
  rules: [
    {
      rule: 'knn@1 >= 50%',
      passed: true,
      checks: [
        check({ model: 'MRL', dim: 8, interpolated: false, funnel: null }, 0.5000001, 0.5, true),
        check({ model: 'MRL', dim: 16, interpolated: false, funnel: null }, 0.8, 0.5, true),
      ],
    },
  ],
}

export const FAILED: GateVerdict = {
  passed: false,
  rules: [
    ...PASSED.rules,
    {
      rule: 'knn@1[model="<A & \'B\'>"] >= baseline - 0.005',
      passed: false,
      checks: [
        check({ model: "<A & 'B'>", dim: 8 }, 0.49, 0.5, false),
        check({ model: "<A & 'B'>", dim: 16 }, 0.7, 0.8, false),
        check({ model: "<A & 'B'>", dim: 32 }, 0.9, 0.8, true),
      ],
    },
    { rule: 'loss <= 2', passed: false, checks: [check({ model: 'MRL', dim: 8 }, null, 2, false)] },
  ],
}

export function gated(gate: GateVerdict): Report {
  return { ...ONE, gate, timing: { embedSeconds: 1, totalSeconds: 2.5 } }
}
