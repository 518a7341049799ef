import { expect, test } from 'vitest'
import { notesOf } from '../../src/report/grid.js'
import { renderTable } from '../../src/report/table.js'
import type { DimRow, MetricValue, Precision, Rescore } from '../../src/types.js'
import { fraction, report } from './reports.js'

const plain = (value: number, unit: MetricValue['unit']): MetricValue => ({ value, ci95: null, unit })

function row(
  dim: number,
  bytes: number,
  keys: { precision?: Precision; rescore?: Rescore; model?: string } = {},
): DimRow {
  const extra = keys.rescore === 'float32' ? 4 * dim : 0
  return {
    model: 'M',
    dim,
    interpolated: dim === 12,
    metrics: {
      'knn@1': fraction(0.5, 0.45, 0.56),
      retained: { value: 0.8, ci95: [0.775, 0.85], unit: 'ratio' },
      bytesPerVector: plain(bytes + extra, 'bytes'),
      ...(extra > 0 ? { 'bytesPerVector.rescore': plain(extra, 'bytes') } : {}),
      compression: plain(256 / bytes, 'ratio'),
    },
    ...keys,
  }
}

test('dims, and within them ways to store', () => {
  const rows = [row(12, 48), row(64, 256), row(12, 2, { precision: 'binary' }), row(64, 8, { precision: 'binary' })]
  const rescored = row(64, 8, { precision: 'binary', rescore: 'float32' })
  expect(renderTable(report([...rows, rescored]))).toBe(`
M: 4 queries, 6 database rows, cosine
 dim  stored as  rescored by  1-NN accuracy (%)  ± 95 %  of float32 (%)  ± 95 %    bytes  × smaller
───────────────────────────────────────────────────────────────────────────────────────────────────
 12*    float32                           50.00  ± 6.00            80.0   ± 5.0       48       5.33
 12*     binary                           50.00  ± 6.00            80.0   ± 5.0        2      128.0
  64    float32                           50.00  ± 6.00            80.0   ± 5.0      256       1.00
  64     binary                           50.00  ± 6.00            80.0   ± 5.0        8       32.0
  64     binary      float32              50.00  ± 6.00            80.0   ± 5.0  8 + 256       32.0

* the model was not trained at this dim (interpolated)
of float32, × smaller: beside float32 at the full width of the same model
bytes: of what is searched + of the float32 numbers that only rescoring reads, and that may stay on disk`)
})

test('a grid for each model', () => {
  const models = ['A', 'B'].map((model) => row(8, 1, { precision: 'binary', model }))
  const text = renderTable(report(models))
  expect(text.match(/^[AB]: .*/gm)).toEqual(['A', 'B'].map((model) => `${model}: 4 queries, 6 database rows, cosine`))
  expect(text).not.toContain('rescored by')
})

test('that codes are not timed is said where something was', () => {
  const timed = { ...row(8, 32), metrics: { 'latency.p50': plain(2, 'milliseconds') } }
  const coded = { ...row(8, 1, { precision: 'binary' }), metrics: {} }
  expect(notesOf(report([timed, coded])).at(-1)).toBe('latency is that of float32; searches of codes are not timed')
  expect(notesOf(report([timed]))).toEqual([])
  expect(notesOf(report([coded]))).toEqual([])
})
