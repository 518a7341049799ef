import { expect, test } from 'vitest'
import { distanceOf, measuredModels, measuredOn } from '../../../src/cli/exhibits/measured.js'
import { document } from '../../report/documents.js'

const file = { rows: 4, dim: null, classes: null }
const one = document('knn', [], {
  inputs: [
    { role: 'database', path: 'db.arrow', sha256: 'd1'.repeat(32), ...file },
    { role: 'queries', path: 'q.arrow', sha256: 'q1'.repeat(32), ...file },
    { role: 'model', path: 'mrl.onnx', sha256: 'm1'.repeat(32), ...file },
  ],
  parameters: { distance: 'l2' },
})
const other = document('classify', [], {
  inputs: [{ role: 'data', path: 'q.arrow', sha256: 'q1'.repeat(32), ...file }],
})
const paths = { database: 'a.arrow', queries: 'b.arrow' }

test('reports of the same contents, wherever these lie', () => {
  const digests = { database: 'd1'.repeat(32), queries: 'q1'.repeat(32) }
  expect(measuredOn([other, one], digests, paths)).toEqual([one])
})

test('other data, and sides that were swapped, are refused by name and digest', () => {
  const digests = { database: 'q1'.repeat(32), queries: 'd1'.repeat(32) }
  expect(() => measuredOn([one, other], digests, paths)).toThrow(
    '--exhibits shows the data of the reports; --database is a.arrow (q1q1q1q1), --queries b.arrow (d1d1d1d1), and the reports are of database of knn db.arrow (d1d1d1d1), queries of knn q.arrow (q1q1q1q1)',
  )
  expect(() => measuredOn([other], digests, paths)).toThrow('the reports are of no search at all')
})

test('rows are compared as in the reports, by cosine where they do not say', () => {
  expect([one, other, document('knn', [], { parameters: {} })].map(distanceOf)).toEqual(['l2', 'cosine', 'cosine'])
})

test('of the models those of the reports, by their contents', async () => {
  const [mrl, ff] = [
    { name: 'A', path: 'moved/mrl.onnx' },
    { name: 'FF', path: 'ff.onnx' },
  ]
  const digest = async ({ name }: { name: string }) => (name === 'A' ? 'm1' : 'f8').repeat(32)
  expect(await measuredModels([one], [ff, mrl], digest)).toEqual([mrl])
  expect(await measuredModels([one], [], digest)).toEqual([])
  await expect(measuredModels([one], [ff], digest)).rejects.toThrow(
    '--exhibits shows the models of the reports, mrl.onnx; --model is ff.onnx',
  )
})
