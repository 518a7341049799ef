import { expect, test } from 'vitest'
import { renderPlot } from '../../src/report/plot.js'
import { CASCADES, difference, reportOf, setting, shots } from './charts/rows.js'
import { fraction, NOTHING, SEVERAL } from './reports.js'

test('one letter for each series, dots between its points, and round labels', () => {
  // 45 … 90 over rows 0 … 11: 60 is row 3.67. Both lines are at 60 after a third of the 69 columns; MRL, at row 1.22 + 7.33 c/69
  // in column c, is in row 4 (3.5 … 4.5) from column 22 to 30, FF, at 11 c/69, from 22 to 28.
  expect(renderPlot(SEVERAL)).toBe(`
top-1 accuracy (%) against dims
     90 │                                                                  ···x
        │                                                            ······
     80 │                                                      ······         o
        │                                                ······      ·········
        │                                         ·······  ··········
     70 │                                   ···············
        │                             ············
     60 │                      ·········
        │             ·········
        │   ·············
     50 │o·· ······
        │x···
        └┬────────────────────────────────────────────────────────────────────┬
         8                                                                    16
         o MRL   x FF
`)
})

test('the first metric is drawn, of every shot count by itself', () => {
  const rows = [1, 5].flatMap((count) => [shots('M', 8, count, 0.5), shots('M', 16, count, 0.6)])
  expect(renderPlot(reportOf('few-shot', rows)).match(/^.*against.*$/gm)).toEqual([
    '1-shot accuracy (%) against dims',
    '5-shot accuracy (%) against dims',
  ])
})

test('retrieval: against MFLOPs with round ticks, a letter for each kind of setting', () => {
  const rows = [
    setting(8, 0.5, { cost: 0.1 }),
    setting(8, 0.75, { rerank: 16, size: 200, cost: 1 }),
    setting(16, 0.7, { cost: 10 }),
  ]
  const lines = renderPlot(reportOf('retrieval', rows)).split('\n')
  expect(lines[1]).toBe('mAP@10 (%) against MFLOPs for a query')
  expect(lines.at(-3)).toMatch(/^ +0\.1 +0\.2 +0\.5 +1 +2 +5 +10$/)
  expect(lines.at(-2)).toBe('         o single search   x shortlist → rerank')
  expect(lines.join('')).not.toContain('·')
})

test('cascades: against expected dims, the chosen one in front', () => {
  const lines = renderPlot(reportOf('adaptive-classify', CASCADES)).split('\n')
  expect(lines[1]).toBe('M: accuracy (%) against expected dims')
  expect(lines.at(-2)).toBe('         o chosen   x single heads   + oracle   * joint thresholds')
})

test('differences: in points', () => {
  const rows = [difference('M', 8, 'M', 32, -0.1), difference('M', 16, 'M', 32, 0)]
  expect(renderPlot(reportOf('compare', rows))).toMatch(
    /^\ntop-1 accuracy: difference to their own full width \(points\) against dims\n {6}0 │/,
  )
})

test('no line is wider than 80 columns', () => {
  const rows = ['a model with a long name', 'another model with a long name', 'a third model with a long name'].flatMap(
    (model) => [1, 3, 1000000, 1048576].map((dim) => ({ model, dim, metrics: { 'knn@1': fraction(dim / 2e6) } })),
  )
  const lines = renderPlot(reportOf('knn', rows)).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(lines.at(-4)).toMatch(/^ +1 +3 +1048576$/) // 1000000 would run into it
})

test('equal values and equal dims are in the middle', () => {
  const rows = ['A', 'B'].map((model) => ({ model, dim: 8, metrics: { 'knn@1': fraction(0.5) } }))
  const lines = renderPlot(reportOf('knn', rows)).split('\n')
  const [line] = lines.filter((line) => line.includes('o'.padStart(36)))
  expect(line).toMatch(/^ {5}50 │ +o$/)
})

test('nothing to draw is said', () => {
  expect(renderPlot(NOTHING)).toBe('nothing to plot: fewer than two points were measured')
})

test('in a narrow terminal', () => {
  // 30 columns: FF, at row 11 c/29 in column c, is in row 0 (below 0.5) up to column 1
  const lines = renderPlot(SEVERAL, 40).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  expect(lines.slice(-5)).toEqual([
    '        │x·',
    `        └┬${'─'.repeat(28)}┬`,
    `         8${' '.repeat(28)}16`,
    '         o MRL   x FF',
    '',
  ])
})
