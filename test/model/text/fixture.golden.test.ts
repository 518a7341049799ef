/** The bundled text model against sentence-transformers' `encode` of odd texts: test/golden/make_text.py. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openModel } from '../../../src/model/model.js'
import { textBatch } from './text-batch.js'

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url))
const { texts, embeddings } = JSON.parse(readFileSync(path('test/golden/text.json'), 'utf8')) as {
  texts: string[]
  embeddings: Readonly<Record<'none' | 'query' | 'document', number[][]>>
}
const graph = path('fixtures/text/model/onnx/model.onnx')

test.each([
  ['none', null],
  ['query', 'query'],
  ['document', 'document'],
] as const)('prompt: %s', async (prompt, side) => {
  const model = await openModel(graph, { device: 'cpu', threads: 1, outputs: {}, dims: null, side })
  expect(model).toMatchObject({ width: 128, dims: [8, 16, 32, 64, 128] })
  const { embedding } = await (await model.prepare(textBatch(texts), 'texts')).run()
  const beside = await (await model.prepare(textBatch(texts), 'texts', 1)).run()
  await model.close()
  const expected = embeddings[prompt].flat()
  expect(embedding).toHaveLength(expected.length)
  const largest = (one: ArrayLike<number>, other: ArrayLike<number>) =>
    Math.max(...Array.from(one, (value, i) => Math.abs(value - other[i]!)))
  expect(largest(expected, embedding!)).toBeLessThan(1e-6)
  expect(largest(embedding!, beside.embedding!)).toBeLessThan(1e-6) // alone, and beside longer ones
})
