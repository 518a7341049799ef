import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveModels } from '../../../src/cli/tables/models.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'

const root = temporaryFolder()

function folder(name: string, ...files: string[]): string {
  for (const file of files) {
    mkdirSync(join(root, name, file, '..'), { recursive: true })
    writeFileSync(join(root, name, file), '')
  }
  mkdirSync(join(root, name), { recursive: true })
  return join(root, name)
}

const find = async (...paths: (string | [name: string, path: string])[]) =>
  resolveModels(
    paths.map((path) => (typeof path === 'string' ? { name: null, path } : { name: path[0], path: path[1] })),
  )

describe('a folder', () => {
  test.each([
    ['model.onnx', ['model.onnx', 'other.onnx']],
    [join('onnx', 'model.onnx'), ['onnx/model.onnx', 'config.json']],
    ['only.onnx', ['only.onnx', 'config.json']],
    [join('onnx', 'model_quantized.onnx'), ['onnx/model_quantized.onnx', 'config.json']],
    [join('onnx', 'model.onnx'), ['onnx/model.onnx', 'onnx/model_fp16.onnx', 'other.onnx']],
  ])('with %s', async (found, files) => {
    const path = folder(`with ${found.length} ${files.length}`, ...files)
    expect(await find(['M', path])).toEqual([{ name: 'M', path: join(path, found) }])
  })

  test('is named by its own name, not by its model', async () => {
    const path = folder('all-MiniLM-L6', 'model.onnx')
    expect((await find(path))[0]!.name).toBe('all-MiniLM-L6')
  })

  test.each([
    ['nothing', [], /no \.onnx file/],
    ['two models', ['a.onnx', 'b.onnx'], /2 \.onnx files \(a\.onnx, b\.onnx\)/],
    ['two variants', ['onnx/model_q4.onnx', 'onnx/model_fp16.onnx'], /onnx.model_fp16\.onnx, onnx.model_q4\.onnx/],
    ['the weights of another library', ['config.json', 'model.safetensors'], /only the model as PyTorch/],
  ])('with %s', async (name, files, message) => {
    const error = await userError(find(folder(name, ...files)))
    expect(error).toMatchObject({ code: 'model-missing', exitCode: 3 })
    expect(error.message).toMatch(message)
  })
})

describe('files', () => {
  const path = join(folder('files', 'mrl v1.2.onnx'), 'mrl v1.2.onnx')

  test('are named by their stem, or as told', async () => {
    expect(await find(path)).toEqual([{ name: 'mrl v1.2', path }])
    expect(await find(['A', path], ['B', path])).toEqual([
      { name: 'A', path },
      { name: 'B', path },
    ])
  })

  test('of equal names need other ones', async () => {
    const error = await userError(find(path, path))
    expect(error).toMatchObject({ code: 'model-names', exitCode: 2 })
    expect(error.suggestions.join()).toContain('NAME=PATH')
  })

  test('that are not there', async () => {
    expect(await userError(find(join(root, 'absent.onnx')))).toMatchObject({
      code: 'model-missing',
      exitCode: 3,
    })
  })
})

test('none', async () => {
  expect(await find()).toEqual([])
})
