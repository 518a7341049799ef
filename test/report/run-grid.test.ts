import { expect, test } from 'vitest'
import { runGrids } from '../../src/report/run-grid.js'
import type { RunRow } from '../../src/types.js'
import { fraction } from './reports.js'

const metrics = {
  'map@10': fraction(0.25, 0.125, 0.5),
  'precision@10': fraction(0.5),
  'recall@10': fraction(0.75),
  'ndcg@10': fraction(0.375, 0.25, 0.5),
  'map@25': fraction(0.3),
}

test('a line for each run', () => {
  const rows: RunRow[] = [
    { model: 'BM25', run: 'bm25.trec', metrics },
    { model: 'SPLADE', run: 's.trec', metrics: { ...metrics, 'map@10': fraction(null) } },
  ]
  expect(runGrids(rows)).toEqual([
    {
      title: 'Runs of other systems, on the same queries and judgments',
      head: ['run', 'mAP@10 (%)', '± 95 %', 'P@10', 'recall@10', 'nDCG@10', '± 95 %'],
      rows: [
        ['BM25', '25.00', '± 25.00', '50.00', '75.00', '37.50', '± 12.50'],
        ['SPLADE', '–', '', '50.00', '75.00', '37.50', '± 12.50'],
      ],
    },
  ])
  expect(runGrids([])).toEqual([])
})

test('query sets are named where there are several', () => {
  const [grid] = runGrids([{ model: 'BM25', run: 'bm25.trec', queries: 'dev', metrics }])
  expect(grid!.head.slice(0, 2)).toEqual(['run', 'queries'])
  expect(grid!.rows[0]!.slice(0, 2)).toEqual(['BM25', 'dev'])
})
