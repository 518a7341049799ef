import { expect, test } from 'vitest'
import { gateLines } from '../../src/report/gate.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { FAILED, gated, PASSED } from './verdicts.js'

test('a line for each rule, with the row that decides it, and the verdict last', () => {
  expect(gateLines(PASSED)).toEqual([
    'passed  knn@1 >= 50%: 2 rows, the nearest model=MRL, dim=8: 0.5, bound 0.5 (+1e-7)',
    'gate passed: 1 rule',
  ])
  expect(gateLines(FAILED).slice(1)).toEqual([
    `FAILED  knn@1[model="<A & 'B'>"] >= baseline - 0.005: 2 of 3 rows, model=<A & 'B'>, dim=16: 0.7, bound 0.8 (-0.1)`,
    'FAILED  loss <= 2: model=MRL, dim=8: not measured, bound 2',
    'gate failed: 2 of 3 rules',
  ])
})

test('what chance explains is told', () => {
  const [rule] = PASSED.rules
  const checks = [{ ...rule!.checks[0]!, value: 0.4, baseline: 0.5, significant: false }]
  const [line] = gateLines({ passed: true, rules: [{ ...rule!, checks }] })
  expect(line).toContain('0.4, bound 0.5 (-0.1), not worse by more than chance')
})

test('they begin the Markdown', () => {
  const lines = renderMarkdown(gated(FAILED)).split('\n')
  expect(lines.slice(0, 3)).toEqual([
    '### gate failed: 2 of 3 rules',
    '',
    '| verdict | rule | failed rows | row | value | bound | difference |',
  ])
  expect(lines[5]).toContain('| 2 of 3 |')
  expect(lines[7]).toBe('')
  expect(renderMarkdown({ ...gated(FAILED), gate: null })).not.toContain('gate')
})
