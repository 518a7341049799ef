/** Tiny models of every pooling and layer against sentence-transformers: test/golden/make_text_modules.py. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/model/model.js'
import type { Side, ToldTexts } from '../../../src/model/text-options.js'
import { temporaryFolder } from '../../data/temporary.js'
import { textBatch } from './text-batch.js'

interface Case {
  name: string
  files: Readonly<Record<string, unknown>> // by path: JSON, or base64 of weights
  side?: Side
  texts?: ToldTexts
  embeddings: readonly (readonly number[])[]
}

const GOLDEN = fileURLToPath(new URL('../../golden/', import.meta.url))
const { texts, cases } = JSON.parse(readFileSync(join(GOLDEN, 'text-modules.json'), 'utf8')) as {
  texts: string[]
  cases: Case[]
}
const root = temporaryFolder()

function folderOf({ name, files }: Case): string {
  const folder = join(root, name)
  cpSync(join(GOLDEN, 'text-modules'), folder, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(
      join(folder, path),
      typeof content === 'string' ? Buffer.from(content, 'base64') : JSON.stringify(content),
    )
  }
  return join(folder, 'onnx', 'model.onnx')
}

describe.each(cases)('$name', (golden) => {
  const { side = null, texts: told = {}, embeddings } = golden

  test('gives the embeddings of sentence-transformers', async () => {
    const model = await openModel(folderOf(golden), {
      device: 'cpu',
      threads: 1,
      outputs: {},
      dims: null,
      texts: told,
      side,
    })
    const { embedding } = await (await model.prepare(textBatch(texts), 'texts.jsonl')).run()
    await model.close()
    const width = embeddings[0]!.length
    expect(embedding!.length / texts.length).toBe(model.width)
    const found = embeddings.flatMap((_, row) => [...embedding!.subarray(row * model.width, row * model.width + width)])
    const expected = embeddings.flat()
    const differences = expected.map((value, i) => Math.abs(value - found[i]!))
    expect(Math.max(...differences)).toBeLessThan(1e-5) // numbers of up to 7
  })
})

test('a length that the config cuts to is one of the dims, and vectors stay whole', async () => {
  const golden = cases.find(({ name }) => name.includes('cut to 4'))!
  const model = await openModel(folderOf(golden), { device: 'cpu', threads: 1, outputs: {}, dims: null })
  await model.close()
  expect(model).toMatchObject({ width: 8, dims: [4, 8], takes: 'texts' })
  expect(model.preprocessing).toContain('prompt "on "')
})
