import { describe, expect, test } from 'vitest'
import type { Grid } from '../../src/report/grid.js'
import { retrievalGrids } from '../../src/report/retrieval-grid.js'
import { renderTable } from '../../src/report/table.js'
import type { MetricValue, Report, RetrievalRow } from '../../src/types.js'
import { fraction, report } from './reports.js'

interface Own extends Partial<RetrievalRow> {
  map?: number | null
  cost?: number | null
  milliseconds?: number
  bytes?: number
}

const plain = (value: number | null, unit: MetricValue['unit']): MetricValue => ({ value, ci95: null, unit })

/** A single shot at 8 unless told. */
function row({ map = 0.5, cost = 1, milliseconds, bytes = 32, ...keys }: Own = {}): RetrievalRow {
  const shortlist = keys.shortlist ?? 8
  return {
    model: 'M',
    shortlist,
    rerank: shortlist,
    funnel: null,
    shortlistSize: null,
    index: 'exact',
    interpolated: false,
    metrics: {
      'map@10': fraction(map, map === null ? undefined : map - 0.1, map === null ? undefined : map + 0.05),
      'map@100': fraction(0.25, 0.2, 0.3),
      'precision@10': fraction(0.6),
      'ndcg@10': fraction(0.7),
      'overlap@10': fraction(1),
      mflops: plain(cost, 'mflops'),
      'speedup.flops': plain(cost === null ? null : 12.34, 'ratio'),
      'latency.p50': plain(milliseconds ?? null, 'milliseconds'),
      qps: plain(milliseconds === undefined ? null : 1000, 'perSecond'),
      bytesPerVector: plain(bytes, 'bytes'),
    },
    ...keys,
  }
}

function reportOf(rows: readonly RetrievalRow[], grid = false): Report {
  return { ...report(rows), command: 'retrieval', parameters: { grid, latency: { batchThreads: 2 } } }
}

const gridsOf = (rows: readonly RetrievalRow[], grid = false) => retrievalGrids(rows, reportOf(rows, grid), 'context')

/** The cells under a head, top to bottom. */
function column({ head, rows }: Grid, name: string): string[] {
  const at = head.indexOf(name)
  expect(at, `${name} in ${head.join(' ')}`).not.toBe(-1)
  return rows.map((cells) => cells[at]!)
}

describe('a line for each setting', () => {
  test('values at the smallest k, in their units', () => {
    const [grid] = gridsOf([row()])
    expect(grid!.title).toBe('M: context')
    expect(column(grid!, 'search')).toEqual(['8'])
    expect(column(grid!, 'mAP@10 (%)')).toEqual(['50.00'])
    expect(column(grid!, '± 95 %')).toEqual(['± 10.00']) // the longer side
    expect(column(grid!, 'P@10')).toEqual(['60.00'])
    expect(column(grid!, 'MFLOPs')).toEqual(['1.00'])
    expect(column(grid!, 'bytes')).toEqual(['32'])
    expect(grid!.head.join(' ')).not.toMatch(/@100|model|queries|index|rerank|qps|ms/)
  })

  test('columns are there where they tell rows apart', () => {
    const pair = { rerank: 64, shortlistSize: 200 }
    const stages = [
      { rows: 50, dim: 16 },
      { rows: 20, dim: 64 },
    ]
    const [grid] = gridsOf([
      row(),
      row(pair),
      row({ rerank: 64, shortlistSize: 50, funnel: stages }),
      row({ index: 'IVF4,Flat', nprobe: 2, clusterDim: 4 }),
      row({ queries: 'far', shortlist: 12, interpolated: true }),
      row({ model: 'N', reduction: 'pca' }),
    ])
    expect(grid!.title).toBe('context')
    expect(column(grid!, 'rerank')).toEqual(['–', '200@64', '50@16 20@64', '–', '–', '–'])
    expect(column(grid!, 'index')[3]).toBe('IVF4,Flat clusterDim=4 nprobe=2')
    expect(column(grid!, 'queries')).toEqual(['', '', '', '', 'far', ''])
    expect(column(grid!, 'search')[4]).toBe('12*')
    expect(column(grid!, 'model')).toEqual(['M', 'M', 'M', 'M', 'M', 'N pca'])
  })

  test('what was not measured is a dash, and a column of such is left out', () => {
    const [grid] = gridsOf([row({ index: 'HNSW8', cost: null }), row()])
    expect(column(grid!, 'MFLOPs')).toEqual(['–', '1.00'])
    const [graphs] = gridsOf([row({ index: 'HNSW8', cost: null })])
    expect(graphs!.head).not.toContain('MFLOPs')
    const [quality, timed] = gridsOf([row({ milliseconds: 0.03125 }), row({ milliseconds: 12.5 })])
    expect(quality!.head.join(' ')).not.toMatch(/p50|qps/)
    expect(column(timed!, 'p50 ms')).toEqual(['0.0313', '12.5'])
    expect(column(timed!, 'qps')).toEqual(['1000', '1000'])
  })

  test('small costs keep their digits', () => {
    const [grid] = gridsOf([row({ cost: 0.004 }), row({ cost: 1234.5 })])
    const [small, large] = column(grid!, 'MFLOPs')
    expect(Number(small)).toBe(0.004)
    expect(Number(large)).toBeCloseTo(1234.5, 0)
  })
})

describe('the Pareto front', () => {
  const rows = [
    row({ map: 0.5, cost: 1, bytes: 32 }), // cheapest in everything
    row({ map: 0.7, cost: 2, bytes: 128, milliseconds: 3 }),
    row({ map: 0.6, cost: 4, bytes: 64, milliseconds: 2 }), // dearer and worse than the second but for bytes and time
    row({ map: 0.7, cost: null, bytes: 256, milliseconds: 1 }),
  ]

  test('letters of what a row is best at', () => {
    const [grid] = gridsOf(rows)
    expect(column(grid!, 'front')).toEqual(['FB', 'FB', 'B', 'L'])
  })

  test('every query set has fronts of its own', () => {
    const [grid] = gridsOf([row({ queries: 'near', map: 0.9 }), row({ queries: 'far', map: 0.1 })])
    expect(column(grid!, 'front')).toEqual(['FB', 'FB'])
  })

  test('is explained below', () => {
    const [timed, plain] = [renderTable(reportOf(rows)), renderTable(reportOf(rows.slice(0, 1)))]
    expect(timed).toMatch(
      /^front: no other row has a higher mAP at no more cost: F: MFLOPs, L: latency p50 \(of each model\), B: bytes/m,
    )
    expect(plain).toMatch(/^front: .*: F: MFLOPs, B: bytes per vector$/m)
    expect(plain).toMatch(/^× and overlap: beside exact search at the full width of the same model$/m)
  })
})

test('what was timed has a table of its own, also beside a matrix', () => {
  const rows = [row({ milliseconds: 2 }), row({ rerank: 64, shortlistSize: 20, milliseconds: 3 }), row()]
  for (const grid of [false, true]) {
    const timed = gridsOf(rows, grid).at(-1)!
    expect(timed.title).toMatch(/^Latency: one query at a time on one CPU thread; .* on 2, reranked on one$/)
    expect(column(timed, 'p50 ms')).toEqual(['2.00', '3.00'])
  }
})

describe('a grid', () => {
  const dims = [8, 16, 64]
  const pairs = (keys: Partial<Own> = {}, size = 200) =>
    dims.flatMap((shortlist) =>
      dims
        .filter((rerank) => rerank > shortlist)
        .map((rerank) =>
          row({ shortlist, rerank, shortlistSize: size, map: rerank / 100, cost: shortlist + 1, ...keys }),
        ),
    )
  const singles = (keys: Partial<Own> = {}) =>
    dims.map((shortlist) => row({ shortlist, map: shortlist / 100, cost: shortlist, ...keys }))

  test('is a matrix: down the dims of the search, across those of the rerank', () => {
    const [grid, ...others] = gridsOf([...singles(), ...pairs()], true)
    expect(others).toEqual([])
    expect(grid!.title).toMatch(/^M: mAP@10 \(%\), shortlists of 200 rows .*; context$/)
    const cells = grid!.rows.map((cells) => cells.map((cell) => cell.trim()))
    expect(grid!.head.map((cell) => cell.trim())).toEqual(['search', 'at 8', 'at 16', 'at 64', 'MFLOPs', 'with 64'])
    expect(cells.map((line) => line[0])).toEqual(['8', '16', '64'])
    expect(cells[0]!.slice(1, 4).map((cell) => cell.replace(/ F$/, ''))).toEqual(['8.00', '16.00', '64.00'])
    expect(cells[1]!.slice(1, 3).map((cell) => cell.replace(/ F$/, ''))).toEqual(['', '16.00'])
    expect(cells[0]!.slice(4)).toEqual(['8.00', '9.00'])
    expect(cells[2]!.slice(4)).toEqual(['64.00', ''])
    expect(cells[0]![3]).toBe('64.00 F') // as good as a search at 64 for 9 MFLOPs
    expect(cells[2]![3]).toBe('64.00')
  })

  test('for each size, model, index and query set', () => {
    const titles = (rows: readonly RetrievalRow[]) => gridsOf(rows, true).map(({ title }) => title)
    expect(titles([...singles(), ...pairs({}, 20), ...pairs({}, 50)])).toEqual([
      expect.stringContaining('shortlists of 20 rows'),
      expect.stringContaining('shortlists of 50 rows'),
    ])
    const told = [{}, { model: 'N' }, { index: 'IVF4,Flat', nprobe: 2 }, { queries: 'far' }, { reduction: 'pca' }]
    expect(titles(told.flatMap((keys) => [...singles(keys), ...pairs(keys)]))).toEqual([
      expect.stringMatching(/^M: /),
      expect.stringMatching(/^N: /),
      expect.stringMatching(/^M, IVF4,Flat nprobe=2: /),
      expect.stringMatching(/^M, far: /),
      expect.stringMatching(/^M pca: /),
    ])
  })

  test('fixed-feature models stand below it, in lines', () => {
    const fixed = [row({ model: 'FF-8', shortlist: 8 }), row({ model: 'FF-64', shortlist: 64 })]
    const grids = gridsOf([...singles(), ...pairs(), ...fixed], true)
    expect(grids.length).toBe(2)
    expect(column(grids[1]!, 'model')).toEqual(['FF-8', 'FF-64'])
  })

  test('funnels beside it are shown, too', () => {
    const stages = [
      { rows: 50, dim: 16 },
      { rows: 20, dim: 64 },
    ]
    const funnel = row({ rerank: 64, shortlistSize: 50, funnel: stages })
    const text = renderTable(reportOf([...singles(), ...pairs(), funnel], true))
    expect(text).toContain('50@16 20@64')
  })
})
