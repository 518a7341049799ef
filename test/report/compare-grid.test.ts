import { expect, test } from 'vitest'
import { compareGrids, compareNotes } from '../../src/report/compare-grid.js'
import type { DifferenceRow, MetricValue } from '../../src/types.js'

const metric = (
  value: number | null,
  unit: MetricValue['unit'],
  ci95: [number, number] | null = null,
): MetricValue => ({
  value,
  ci95,
  unit,
})

interface Told {
  model: string
  dim: number
  against: string
  againstDim: number
  ps?: [number, number]
  more?: Partial<DifferenceRow>
}

function row({ model, dim, against, againstDim, ps = [0.2, 0.4], more = {} }: Told): DifferenceRow {
  return {
    ...{ model, dim, against, againstDim, metric: 'knn@1' },
    ...more,
    metrics: {
      value: metric(0.5, 'fraction', [0.4, 0.6]),
      reference: metric(0.525, 'fraction', [0.42, 0.62]),
      difference: metric(-0.025, 'difference', [-0.05, 0.001]),
      p: metric(ps[0], 'probability'),
      'p.holm': metric(ps[1], 'probability'),
      'effect.g': metric(-0.1, 'difference'),
      wins: metric(4, 'count'),
      losses: metric(6, 'count'),
      ...more.metrics,
    },
  }
}

const ff = [8, 16].map((dim) => row({ model: `FF-${dim}`, dim, against: 'MRL', againstDim: dim }))
const own = row({ model: 'MRL', dim: 8, against: 'MRL', againstDim: 16, ps: [0.0004, 0.0312] })

test('one grid for each pair; fixed-feature models share one', () => {
  const grids = compareGrids([own, ...ff], '100 queries')
  expect(grids.map(({ title }) => title)).toEqual([
    '1-NN accuracy (%): MRL beside its own 16 dims, 100 queries',
    '1-NN accuracy (%): FF beside MRL at the same dim, 100 queries',
  ])
  expect(grids[0]!.head).toEqual([
    'dim',
    'MRL',
    'at 16',
    'difference',
    '95 % interval',
    'p',
    'p (Holm)',
    'g',
    'wins',
    'losses',
  ])
  expect(grids[0]!.rows).toEqual([
    ['8', '50.00', '52.50', '−2.50', '−5.00 – +0.10', '<0.001', '0.031 *', '−0.100', '4', '6'],
  ])
  expect(grids[1]!.rows.map((cells) => [cells[0], cells[5], cells[6]])).toEqual([
    ['8', '0.200', '0.400  '],
    ['16', '0.200', '0.400  '],
  ])
})

test('a reference of one dim, and interpolated dims', () => {
  const rows = [2, 8].map((dim) =>
    row({ model: 'MRL', dim, against: 'R', againstDim: 8, more: { interpolated: dim === 2 } }),
  )
  const [grid, ...others] = compareGrids(rows, '')
  expect(others).toEqual([])
  expect(grid!.title).toBe('1-NN accuracy (%): MRL beside R at 8')
  expect(grid!.rows.map(([dim]) => dim)).toEqual(['2*', '8'])
})

test('no effect, no difference, p of 1 and nearly 1', () => {
  const none = { difference: metric(0, 'difference', [-0.00001, 0.00001]), 'effect.g': metric(null, 'difference') }
  const rows = [
    row({ model: 'A', dim: 2, against: 'B', againstDim: 2, ps: [0.9998, 1], more: { metrics: none } }),
    row({ model: 'A', dim: 4, against: 'B', againstDim: 4, ps: [0.0500001, 0.05], more: { metric: 'map@10' } }),
  ]
  const [nearest, means] = compareGrids(rows, '')
  expect(nearest!.rows[0]!.slice(3, 8)).toEqual(['0.00', '0.00 – 0.00', '>0.999', '1.000  ', '–'])
  expect(means!.title).toContain('map@10 (%)')
  expect(means!.rows[0]![6]).toBe('0.050  ') // the level itself is not below it
})

test('sentences say how small a model can be; rows that are no tests stand in no grid', () => {
  const more = { smallest: true, metrics: { dimRatio: metric(4, 'ratio') } } as const
  const found = row({ model: 'E', dim: 4, against: 'MRL', againstDim: 16, more })
  const { p: _, 'p.holm': __, ...untested } = found.metrics
  const rows = [own, { ...found, metrics: untested }]
  expect(compareGrids(rows, '')).toHaveLength(1)
  const notes = compareNotes(rows, 0.01)
  expect(notes.at(-1)).toBe(
    'knn@1: E at 4 dims loses less than 1 point on MRL at 16 (−2.50, 95 % −5.00 – +0.10): 4× fewer dims',
  )
  expect(compareNotes(rows, 0.005).at(-1)).toContain('less than 0.5 points on')
  expect(notes.some((note) => note.includes('McNemar'))).toBe(true)
  expect(notes.some((note) => note.includes('sign flips'))).toBe(false)
  const same = row({
    model: 'E',
    dim: 16,
    against: 'MRL',
    againstDim: 16,
    more: { ...more, metrics: { dimRatio: metric(1, 'ratio') } },
  })
  expect(compareNotes([same], 0.01).at(-1)).not.toContain('fewer')
})

test('within 100 columns, notes apart', () => {
  for (const { head, rows } of compareGrids([own, ...ff], '')) {
    const widths = head.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i]!.length)) + 2)
    expect(widths.reduce((sum, width) => sum + width)).toBeLessThanOrEqual(100)
  }
})
