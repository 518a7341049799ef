import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import { expect, test } from 'vitest'
import { configFolder, modelFiles } from '../../src/model/files.js'
import { probeModel } from '../../src/onnx/build.js'
import { temporaryFolder } from '../data/temporary.js'

const { onnx } = onnxProto
const root = temporaryFolder()

function write(path: string, content: string | Uint8Array = '{}'): string {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
  return join(root, path)
}

/** The probe model with a weight that lies in another file. */
function withWeightsIn(...files: string[]): Uint8Array {
  const model = onnx.ModelProto.decode(probeModel())
  model.graph!.initializer = files.map((value, i) =>
    onnx.TensorProto.create({
      name: `w${i}`,
      dims: [1],
      dataType: 1,
      dataLocation: 1,
      externalData: [{ key: 'location', value }],
    }),
  )
  return onnx.ModelProto.encode(model).finish()
}

test('a graph alone', async () => {
  const path = write('alone/model.onnx', probeModel())
  expect(await modelFiles(path)).toEqual([path])
})

test('the configs of a graph in a folder called onnx lie above it', () => {
  expect(configFolder(join('m', 'onnx', 'model.onnx'))).toBe('m')
  expect(configFolder(join('m', 'model.onnx'))).toBe('m')
})

test('weights beside the graph, named once, also at the seam of two chunks', async () => {
  const padding = new Uint8Array(4 * 1024 * 1024 - 60)
  const graph = Buffer.concat([
    withWeightsIn('model.onnx_data', 'model.onnx_data'),
    padding,
    withWeightsIn('b.bin', 'weights/c.data', '../out', 'weights/../../out', 'gone'),
  ])
  const path = write('m/onnx/model.onnx', graph)
  const weights = [write('m/onnx/model.onnx_data'), write('m/onnx/b.bin'), write('m/onnx/weights/c.data')]
  write('m/out')
  expect(await modelFiles(path)).toEqual([path, ...weights])
})

test('every config that shapes embeddings, and the files of modules', async () => {
  const types = ['Transformer', 'Pooling', 'Dense'].map((type, i) => ({
    path: i === 0 ? '' : `${i}_${type}`,
    type: `sentence_transformers.models.${type}`,
  }))
  const path = write('st/onnx/model.onnx', probeModel())
  const files = [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'sentence_bert_config.json',
    'config_sentence_transformers.json',
    '1_Pooling/config.json',
    '2_Dense/config.json',
    '2_Dense/model.safetensors',
  ].map((name) => write(`st/${name}`, JSON.stringify({ name })))
  files.push(write('st/modules.json', JSON.stringify(types)))
  write('st/README.md')
  write('st/model.safetensors')
  expect(new Set(await modelFiles(path))).toEqual(new Set([path, ...files]))
})
