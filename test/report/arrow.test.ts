import { readFileSync } from 'node:fs'
import { type Table, tableFromIPC } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { renderArrow } from '../../src/report/arrow.js'
import { named } from '../../src/report/titles.js'
import type { Report, Row } from '../../src/types.js'
import { CASCADES, difference, reportOf, setting } from './charts/rows.js'
import { fraction, NOTHING, ONE, report, SEVERAL } from './reports.js'

const read = (...reports: Report[]) => tableFromIPC(renderArrow(named(reports)))
const types = ({ schema }: Table) => Object.fromEntries(schema.fields.map(({ name, type }) => [name, String(type)]))
const lines = (table: Table) => table.toArray().map((line) => ({ ...line?.toJSON() }))

const ENDS = {
  metric: 'Utf8',
  value: 'Float64',
  ci95_low: 'Float64',
  ci95_high: 'Float64',
  sd: 'Float64',
  unit: 'Utf8',
}

test('a line a value, in columns with types; what is missing is null', () => {
  const table = read(ONE)
  expect(types(table)).toEqual({ model: 'Utf8', dim: 'Int32', interpolated: 'Bool', ...ENDS })
  const [first, second, third] = lines(table)
  const keys = { model: 'MRL', dim: 8, interpolated: false }
  const knn = { metric: 'knn@1', value: 0.5, ci95_low: 0.4, ci95_high: 0.6, sd: null, unit: 'fraction' }
  expect(first).toEqual({ ...keys, ...knn })
  const retained = { metric: 'retained', value: 0.625, ci95_low: null, ci95_high: null, sd: null, unit: 'ratio' }
  expect(second).toEqual({ ...keys, ...retained })
  expect(third).toMatchObject({ dim: 12, interpolated: true })
  expect(table.numRows).toBe(6)
})

describe('the rest of the document is in the metadata', () => {
  const told = (table: Table) => JSON.parse(table.schema.metadata.get('mrl_eval_report')!) as unknown
  const { rows: _, ...one } = ONE
  const { rows: __, ...several } = SEVERAL

  test('of one report', () => {
    expect(told(read(ONE))).toEqual(one)
  })

  test('of several, whose lines begin with the report and its command', () => {
    const table = read(ONE, SEVERAL)
    expect(told(table)).toEqual([one, several])
    const commands = lines(table).map(({ command }) => command)
    expect(commands).toEqual([...Array(6).fill('knn'), ...Array(8).fill('classify')])
    expect(table.schema.names.slice(0, 2)).toEqual(['report', 'command'])
    expect(lines(table)[6]).toMatchObject({ model: 'MRL', dim: 8, interpolated: null, metric: 'top1' })
  })
})

test('a report without rows', () => {
  expect([read(NOTHING).numRows, types(read(NOTHING))]).toEqual([0, ENDS])
})

test('settings: a funnel as JSON, null in single shots, which keep the type of other columns', () => {
  const stages = [
    { rows: 200, dim: 16 },
    { rows: 50, dim: 32 },
  ]
  const table = read(reportOf('retrieval', [setting(8, 0.5), { ...setting(8, 0.6), funnel: stages }]))
  expect(types(table)).toMatchObject({ shortlist: 'Int32', rerank: 'Int32', shortlistSize: 'Int32', funnel: 'Utf8' })
  const funnels = new Set(lines(table).map(({ funnel }) => funnel))
  expect([...funnels]).toEqual([null, '[{"rows":200,"dim":16},{"rows":50,"dim":32}]'])
})

test('what is compared is a column of its own', () => {
  const table = read(reportOf('compare', [difference('M', 8, 'M', 32, -0.1)]))
  expect(lines(table)[0]).toMatchObject({ againstDim: 32, compared: 'top1', metric: 'difference', value: -0.1 })
})

test('a cascade: exits by dim as JSON, no point of a single head', () => {
  const table = read(reportOf('adaptive-classify', CASCADES))
  expect(types(table)).toMatchObject({ cap: 'Int32', point: 'Float64', exits: 'Utf8', policy: 'Utf8' })
  expect(JSON.parse(String(lines(table)[0]!.exits))).toEqual(CASCADES[0]!.exits)
})

test('every key has the type that the JSON Schema gives it', () => {
  const file = new URL('../../schema/report.schema.json', import.meta.url)
  const { $defs } = JSON.parse(readFileSync(file, 'utf8')) as {
    $defs: { row: { properties: Record<string, { type?: string | string[]; const?: boolean }> } }
  }
  const named: Record<string, string> = { integer: 'Int32', number: 'Float64', boolean: 'Bool' }
  const expected = Object.entries($defs.row.properties)
    .filter(([key]) => key !== 'metrics')
    .map(([key, { type, const: fixed }]) => {
      const own = [type].flat().find((one) => one !== 'null') ?? typeof fixed
      return [key === 'metric' ? 'compared' : key, named[own] ?? 'Utf8'] as const
    })
  const empty = Object.keys($defs.row.properties).map((key) => [key, null])
  const row = { ...Object.fromEntries(empty), metrics: { top1: fraction(0.5) } } as Row
  expect(types(read(report([row])))).toEqual({ ...Object.fromEntries(expected), ...ENDS })
})

test('a report that someone edited keeps its values', () => {
  const odd = [
    { model: 'A', dim: 2 ** 31, interpolated: 'perhaps' },
    { model: 'A', dim: 8, interpolated: true },
  ].map((keys) => ({ ...keys, metrics: { top1: fraction(0.5) } }))
  const table = read(report(odd as unknown as Row[]))
  expect(types(table)).toMatchObject({ dim: 'Float64', interpolated: 'Utf8' })
  expect(lines(table).map(({ dim, interpolated }) => [dim, interpolated])).toEqual([
    [2 ** 31, 'perhaps'],
    [8, 'true'],
  ])
})

test('the same report gives the same bytes', () => {
  expect(renderArrow(named([SEVERAL]))).toEqual(renderArrow(named([structuredClone(SEVERAL)])))
})
