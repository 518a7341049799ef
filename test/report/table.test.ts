import { expect, test } from 'vitest'
import { renderTable } from '../../src/report/table.js'
import { NOTHING, ODD, ONE, SEVERAL } from './reports.js'

test('one model: every metric is a column', () => {
  expect(renderTable(ONE)).toMatchInlineSnapshot(`
    "
    MRL: 4 queries, 6 database rows, cosine
     dim  1-NN accuracy (%)  95 % interval  of 16 (%)
    ─────────────────────────────────────────────────
       8              50.00  40.00 – 60.00       62.5
     12*              60.00  50.00 – 70.00       75.0
      16              80.00  70.00 – 90.00      100.0

    * the model was not trained at this dim (interpolated)"
  `)
})

test('several models: a table a metric, fixed-feature models in one column', () => {
  expect(renderTable(SEVERAL)).toMatchInlineSnapshot(`
    "
    top-1 accuracy (%): 4 rows
     dim    MRL   ± 95 %  of 16 (%)     FF   ± 95 %  of 16 (%)
    ──────────────────────────────────────────────────────────
       8  50.00  ± 10.00       62.5  45.00  ± 12.50       50.0
      16  80.00  ± 10.00      100.0  90.00  ± 15.00      100.0


    cross-entropy (nats): 4 rows
     dim     MRL    ± 95 %      FF    ± 95 %
    ────────────────────────────────────────
       8  2.2500  ± 0.1250  2.5000  ± 0.1250
      16  1.5000  ± 0.1250  1.2500  ± 0.1250

    warning: 1 of 4 rows of q | r have no known label and are left out"
  `)
})

test('nothing measured: the warning says why', () => {
  expect(renderTable(NOTHING)).toMatchInlineSnapshot(`"warning: FF-8 has heads at 8, none of the dims asked for"`)
})

test('what was not measured is a dash, never 0', () => {
  const line = renderTable(ODD)
    .split('\n')
    .find((text) => /^ +1 /.test(text))
  expect(line).toContain('–')
  expect(line).not.toMatch(/0\.0|null|NaN/)
})

test('no line ends with blanks, none holds colours', () => {
  for (const report of [ONE, SEVERAL]) expect(renderTable(report)).not.toContain('\u001b')
})
