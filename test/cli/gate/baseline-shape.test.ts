import { describe, expect, test } from 'vitest'
import { baselineFrom } from '../../../src/cli/gate/baseline-shape.js'
import { baselineOf } from '../../../src/gates/baseline.js'
import { dimRow, metric, report } from '../../gates/rows.js'

const before = report([8, 16].map((dim) => dimRow('MRL', dim, { 'knn@1': metric(0.5, [0.4, 0.6]) })))
const baseline = baselineOf(before)

describe('what a file holds', () => {
  const from = (value: unknown) => baselineFrom(JSON.parse(JSON.stringify(value)))

  test('a baseline, or a report that one is made of', () => {
    expect(from(baseline)).toEqual({ baseline })
    expect(from(before)).toEqual({ baseline })
  })

  test.each<[string, unknown, RegExp]>([
    ['a number', 5, /^is JSON, but holds no document/],
    ['null', null, /^is JSON, but holds no document/],
    ['a list', [before], /^holds a list/],
    ['a failed run', { schemaVersion: 1, error: { message: 'x' } }, /^is what a command that failed printed: x/],
    ['what inspect prints', { schemaVersion: 1, command: 'inspect', tool: {} }, /^is what inspect printed/],
    ['no version', { ...baseline, schemaVersion: undefined }, /no "schemaVersion": 1/],
    ['version 0', { ...baseline, schemaVersion: 0 }, /no "schemaVersion": 1/],
    ['no command', { ...baseline, command: 7 }, /names no "command"/],
    ['no tool', { ...baseline, tool: {} }, /names no "tool"/],
    ['no fingerprint', { ...baseline, fingerprint: [] }, /no "fingerprint"/],
    ['no models', { ...baseline, fingerprint: { ...baseline.fingerprint, models: [1] } }, /no "models"/],
    ['odd inputs', { ...baseline, fingerprint: { ...baseline.fingerprint, inputs: [{}] } }, /no "inputs"/],
    [
      'no definitions',
      { ...baseline, fingerprint: { ...baseline.fingerprint, definitions: null } },
      /no "definitions"/,
    ],
    ['a report without inputs', { ...before, inputs: null }, /^is no report: it has no list of "inputs"/],
    ['a report with a row that is none', { ...before, rows: [{ model: 'M', metrics: {} }] }, /row 0 is not one/],
    ['a report without parameters', { ...before, parameters: [] }, /no "parameters"/],
    ['no rows', { ...baseline, rows: {} }, /no list of "rows"/],
    ['a row of no model', { ...baseline, rows: [{ metrics: {} }] }, /row 0 names no "model"/],
    ['a row without metrics', { ...baseline, rows: [{ model: 'M' }] }, /row 0 has no "metrics"/],
    ['a metric that is text', { ...baseline, rows: [{ model: 'M', metrics: { a: '5' } }] }, /row 0: "a" is no metric/],
    [
      'half an interval',
      { ...baseline, rows: [{ model: 'M', metrics: { a: { value: 1, ci95: [1], unit: 'nats' } } }] },
      /"a" is no metric/,
    ],
  ])('%s', (_, value, message) => {
    expect(from(value)).toEqual({ fault: expect.stringMatching(message) })
  })

  test.each([
    ['baseline', { ...baseline, schemaVersion: 2 }],
    ['report', { ...before, schemaVersion: 2 }],
  ])('a %s of a later version', (_, value) => {
    expect(from(value)).toEqual({ fault: 'has schemaVersion 2; this mrl-eval knows 1', isNewer: true })
  })

  test('a row that is there twice, as a merge leaves it', () => {
    const [first] = baseline.rows
    const other = { ...first!, metrics: { 'knn@1': metric(0.01) } }
    expect(from({ ...baseline, rows: [...baseline.rows, other] })).toEqual({
      fault: 'is no baseline: rows 0 and 2 are both of model=MRL, dim=8',
    })
    expect(from({ ...baseline, rows: [...baseline.rows, first] })).toHaveProperty('baseline')
    const list = { ...first!, funnel: [null] }
    expect(from({ ...baseline, rows: [list] })).toEqual({ fault: expect.stringMatching(/row 0: "funnel" is no text/) })
  })

  test('a number too large for one', () => {
    const text = JSON.stringify(baseline).replace('"value":0.5', '"value":1e999')
    expect(baselineFrom(JSON.parse(text))).toMatchObject({ fault: expect.stringMatching(/"knn@1" is no metric/) })
  })
})
