import { expect, test } from 'vitest'
import { ints, vectors, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { writeModel } from '../onnx/graphs.js'
import { leakingModel } from '../onnx/leaking.js'
import { type Document, program } from './run.js'

const { json } = program()
const folder = temporaryFolder()
const rows = Array.from({ length: 12 }, (_, i) => [i + 1, 2 - i, 3])
const data = writeArrow(`${folder}/data.arrow`, { x: vectors(rows), label: ints(rows.map((_, i) => i % 2)) })

const leaking = writeModel(`${folder}/leaking.onnx`, leakingModel(0.05))

test('what was noticed of a model is said again when its embeddings come from the cache, or from a file', async () => {
  const codes = async (...args: string[]) => {
    const { document } = await json<Document>(['knn', ...args])
    return document.warnings.map(({ code }) => code).filter((code) => code === 'batch-changes-embedding')
  }
  const search = ['--model', leaking, '--database', data, '--queries', data]
  expect(await codes(...search)).toEqual(['batch-changes-embedding'])
  expect(await codes(...search)).toEqual(['batch-changes-embedding'])
  const output = `${folder}/embedded.arrow`
  const embedded = await json<Document>(['embed', '--model', leaking, '--data', data, '--output', output])
  expect(embedded.document.warnings.map(({ code }) => code)).toEqual(['batch-changes-embedding'])
  expect(await codes('--database', output, '--queries', output)).toEqual(['batch-changes-embedding'])
})
