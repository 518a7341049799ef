import { expect, test } from 'vitest'
import { classGrids, isOfGroup } from '../../src/report/class-grid.js'
import type { Grid } from '../../src/report/grid-shape.js'
import type { DimRow, Trend } from '../../src/types.js'
import { fraction } from './reports.js'

type Keys = Pick<DimRow, 'class' | 'superclass' | 'frequency' | 'trend'> & { model?: string; data?: string }

/** Rows at dims 8, 16 and so on. */
function rows(keys: Keys, count: number, ...values: number[]): DimRow[] {
  return values.map((value, s) => ({
    model: 'MRL',
    ...keys,
    dim: 8 * 2 ** s,
    metrics: {
      top1: fraction(value, value - 0.1, value + 0.1),
      superclass: fraction(value, value - 0.1, value + 0.1),
      rows: { value: count, ci95: null, unit: 'count' },
    },
  }))
}

function overall(model: string, ...values: number[]): DimRow[] {
  return values.map((value, s) => ({
    model,
    dim: 8 * 2 ** s,
    metrics: { superclass: fraction(value, value - 0.1, value + 0.1), 'superclass.listed': fraction(value - 0.05) },
  }))
}

const shown = ({ title, head, rows }: Grid) => [title, head.join(' | '), ...rows.map((row) => row.join(' | '))]

test('frequencies stand across', () => {
  const grids = classGrids(
    [...rows({ frequency: 'many' }, 30, 0.5, 0.75), ...rows({ frequency: 'few' }, 4, 0.25, 0.5)],
    '34 rows',
  )
  expect(grids.map(shown)).toEqual([
    [
      'MRL: top-1 accuracy (%) by how frequent classes are in training: 34 rows',
      'dim | many | ± 95 % | rows | few | ± 95 % | rows',
      '8 | 50.00 | ± 10.00 | 30 | 25.00 | ± 10.00 | 4',
      '16 | 75.00 | ± 10.00 | 30 | 50.00 | ± 10.00 | 4',
    ],
  ])
})

test('superclasses: overall, and the worst at each dim', () => {
  const grids = classGrids(
    [
      ...overall('MRL', 0.75, 0.875),
      ...rows({ superclass: 'tool' }, 12, 0.5, 0.75),
      ...rows({ superclass: 'bird' }, 9, 0.625, 0.5),
      ...overall('FF-8', 0.5),
      ...rows({ superclass: 'tool', model: 'FF-8' }, 12, 0.25),
    ],
    '40 rows',
  )
  expect(grids.map(shown)).toEqual([
    [
      'superclass accuracy (%): 40 rows',
      'model | dim | all rows | ± 95 % | of listed classes | worst superclass | (%) | rows',
      'MRL | 8 | 75.00 | ± 10.00 | 70.00 | tool | 50.00 | 12',
      'MRL | 16 | 87.50 | ± 10.00 | 82.50 | bird | 50.00 | 9',
      'FF-8 | 8 | 50.00 | ± 10.00 | 45.00 | tool | 25.00 | 12',
    ],
  ])
})

test('without rows of listed classes there is no worst superclass', () => {
  const [grid] = classGrids(overall('MRL', 0.75), '40 rows')
  expect(shown(grid!).at(-1)).toBe('8 | 75.00 | ± 10.00 | 70.00 |  |  | ')
})

const CLASSES: [string, Trend, number[]][] = [
  ['a', 'monotone', [0.1, 0.5, 0.9]],
  ['b', 'monotone', [0.5, 0.5, 0.5]],
  ['c', 'dip', [0.2, 0.9, 0.7]],
  ['d', 'u', [0.9, 0.2, 0.8]],
  ['e', 'none', [0.9, 0.9, 0.1]],
]
const perClass = (model: string, data?: string) =>
  CLASSES.flatMap(([name, trend, values]) =>
    rows({ model, class: name, trend, ...(data === undefined ? {} : { data }) }, 10, ...values),
  )

test('classes: counts by trend, and those that gain and lose most', () => {
  expect(classGrids(perClass('MRL'), '50 rows').map(shown)).toEqual([
    [
      'Classes by how their top-1 accuracy goes with the dim',
      'model | never down | up, then a small dip | down, then up | no trend | classes',
      'MRL | 2 | 1 | 1 | 1 | 5',
    ],
    [
      'MRL: the classes whose top-1 accuracy (%) gains and loses most',
      'class | rows | at 8 | at 32 | points',
      'a | 10 | 10.00 | 90.00 | +80.00',
      'c | 10 | 20.00 | 70.00 | +50.00',
      'd | 10 | 90.00 | 80.00 | −10.00',
      'e | 10 | 90.00 | 10.00 | −80.00',
    ],
  ])
})

test('five at either end; a model of one dim has no changes', () => {
  const many = Array.from({ length: 14 }, (_, i) =>
    rows({ class: `c${i}` }, 10, 0.5, i < 7 ? 0.5 + (i + 1) / 20 : 0.5 - i / 40),
  )
  const [grid] = classGrids([...many.flat(), ...rows({ model: 'FF-8', class: 'a' }, 10, 0.5)], '')
  expect(grid!.rows.map(([name]) => name)).toEqual(['c6', 'c5', 'c4', 'c3', 'c2', 'c9', 'c10', 'c11', 'c12', 'c13'])
})

test('datasets are told apart', () => {
  const titles = classGrids([...perClass('MRL', 'v2'), ...perClass('MRL', 'sketch')], '').map(({ title }) => title)
  expect(titles.slice(1).map((title) => title.split(':')[0])).toEqual(['MRL on v2', 'MRL on sketch'])
})

test('other rows have no grid here', () => {
  const plain: DimRow = { model: 'MRL', dim: 8, metrics: { top1: fraction(0.5) } }
  expect(isOfGroup(plain)).toBe(false)
  expect(isOfGroup({ ...plain, class: '' })).toBe(true)
  expect(classGrids([plain], '1 row')).toEqual([])
})
