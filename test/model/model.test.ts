import onnxProto from 'onnx-proto'
import { afterEach, describe, expect, test } from 'vitest'
import { headLogits } from '../../src/model/array-model.js'
import { type Model, type ModelOutput, openModel } from '../../src/model/model.js'
import { encodeModel, node, tensorInfo } from '../../src/onnx/build.js'
import { userError } from '../data/collect.js'
import { temporaryFolder } from '../data/temporary.js'
import { nestedModel, withMetadata, writeModel } from '../onnx/graphs.js'
import { slicingModel } from '../onnx/slicing.js'

const { onnx } = onnxProto
const folder = temporaryFolder()
const options = { device: 'cpu', threads: 1, outputs: {}, dims: null } as const

let opened: Model | null = null
afterEach(async () => {
  await opened?.close()
  opened = null
})

async function open(bytes: Uint8Array, more: Partial<Parameters<typeof openModel>[1]> = {}): Promise<Model> {
  await opened?.close()
  opened = await openModel(writeModel(`${folder}/m.onnx`, bytes), { ...options, ...more })
  return opened
}

const rows = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
const logits = [
  // dims 2 and 4 of three classes: (x0, x1, 0) and (x0 + x3, x1, x2)
  [1, 2, 0, 5, 6, 0, 9, 10, 0],
  [5, 2, 3, 13, 6, 7, 21, 10, 11],
]

/** The outputs of all of `rows`. */
async function run(model: Model): Promise<ModelOutput> {
  const inputs = { kind: 'tensors' as const, values: rows, size: 4 }
  const batch = { start: 0, rows: 3, ids: ['0', '1', '2'], labels: Int32Array.of(0, 0, 0), inputs }
  return (await model.prepare(batch, 'data.arrow')).run()
}

describe('a nested model', () => {
  test.each<[string, number | string]>([
    ['a free batch axis', 'batch'],
    ['a batch axis of exactly the rows', 3],
    ['a larger fixed batch axis, which is filled up', 5],
  ])('with %s', async (_, batch) => {
    const model = await open(nestedModel({ width: 4, classes: 3, dims: [2, 4], batch }))
    expect(model).toMatchObject({ dims: [2, 4], width: 4, embedding: 'embedding', classes: null })
    expect(model.batch).toBe(typeof batch === 'number' ? batch : null)
    const { embedding, logits: found } = await run(model)
    expect([...embedding!]).toEqual([...rows])
    expect(found.map((values) => [...values])).toEqual(logits)
  })

  test('told dims go before declared ones', async () => {
    const bytes = nestedModel({ width: 4, classes: 3, dims: [2, 4], metadata: { nesting_dims: '1,2' } })
    expect((await open(bytes)).dims).toEqual([1, 2])
    expect((await open(bytes, { dims: [1, 4] })).dims).toEqual([1, 4])
  })

  test('without declared dims, those of the heads', async () => {
    const model = await open(nestedModel({ width: 4, classes: 3, dims: [2, 4], metadata: {} }))
    expect(model.dims).toEqual([2, 4])
  })

  test('without names: widths are read from the graph', async () => {
    const bytes = nestedModel({
      width: 4,
      classes: 3,
      dims: [4, 2],
      embedding: '101',
      logits: (dim) => String(110 - dim),
      metadata: {},
    })
    const model = await open(bytes)
    expect(model.embedding).toBe('101')
    expect(model.heads.map(({ dim, output }) => [dim, output])).toEqual([
      [2, '108'],
      [4, '106'],
    ])
  })
})

test('class names', async () => {
  const bytes = withMetadata(slicingModel(4, 2), { class_names: '["a","b"]' })
  expect((await open(bytes)).classes).toEqual(['a', 'b'])
})

test('an embedding whose width the signature leaves open is measured', async () => {
  const bytes = encodeModel({
    name: 'open',
    node: [node('Identity', ['x'], ['embedding'])],
    input: [tensorInfo('x', 'float', ['batch', 6])],
    output: [tensorInfo('embedding', 'float', ['batch', 'width'])],
  })
  expect((await open(bytes)).width).toBe(6)
})

/** x → Cast → an output of another type. */
function casting(type: number): Uint8Array {
  const output = tensorInfo('embedding', 'float', ['batch', 4])
  output.type!.tensorType!.elemType = type
  return encodeModel({
    name: 'casting',
    node: [node('Cast', ['x'], ['embedding'], { to: type })],
    input: [tensorInfo('x', 'float', ['batch', 4])],
    output: [output],
  })
}

describe('outputs of other types', () => {
  test('float64 and float16 are read as numbers', async () => {
    for (const type of [onnx.TensorProto.DataType.DOUBLE, onnx.TensorProto.DataType.FLOAT16]) {
      const { embedding } = await run(await open(casting(type)))
      expect([...embedding!]).toEqual([...rows])
    }
  })

  test('int64 and text are refused when the model is opened', async () => {
    for (const type of [onnx.TensorProto.DataType.INT64, onnx.TensorProto.DataType.STRING])
      expect(await userError(openModel(writeModel(`${folder}/t.onnx`, casting(type)), options))).toMatchObject({
        exitCode: 3,
      })
  })
})

describe('inputs that are no images or features', () => {
  test('two inputs', async () => {
    const bytes = encodeModel({
      name: 'two',
      node: [node('Add', ['a', 'b'], ['embedding'])],
      input: [tensorInfo('a', 'float', ['batch', 4]), tensorInfo('b', 'float', ['batch', 4])],
      output: [tensorInfo('embedding', 'float', ['batch', 4])],
    })
    const error = await userError(openModel(writeModel(`${folder}/two.onnx`, bytes), options))
    expect(error).toMatchObject({ code: 'model-inputs', exitCode: 3 })
    expect(error.message).toContain('takes a, b; expected one')
  })

  test('tokens', async () => {
    const bytes = encodeModel({
      name: 'tokens',
      node: [node('Cast', ['ids'], ['embedding'], { to: 1 })],
      input: [tensorInfo('ids', 'int64', ['batch', 4])],
      output: [tensorInfo('embedding', 'float', ['batch', 4])],
    })
    const error = await userError(openModel(writeModel(`${folder}/ids.onnx`, bytes), options))
    expect(error).toMatchObject({ code: 'model-inputs', exitCode: 3 })
    expect(error.message).toContain('ids as int64; expected float32, float16 or uint8')
  })
})

test('a graph that ONNX Runtime refuses', async () => {
  const bytes = encodeModel({
    name: 'odd',
    node: [node('NoSuchOperator', ['x'], ['embedding'])],
    input: [tensorInfo('x', 'float', ['batch', 4])],
    output: [tensorInfo('embedding', 'float', ['batch', 4])],
  })
  const error = await userError(openModel(writeModel(`${folder}/odd.onnx`, bytes), options))
  expect(error).toMatchObject({ code: 'model-load', exitCode: 3 })
  expect(error.message).not.toContain('\n')
  expect(error.message).toContain('NoSuchOperator')
})

describe('headLogits', () => {
  // G = 2 heads, a batch of 3 of which 2 rows count, C = 2
  const gbc = Float32Array.from([0, 1, 2, 3, 90, 91, 4, 5, 6, 7, 92, 93])
  const bgc = Float32Array.from([0, 1, 4, 5, 2, 3, 6, 7, 90, 91, 92, 93])

  test.each(['gbc', 'bgc'] as const)('stacked as %s', (layout) => {
    for (const index of [0, 1]) {
      const head = { dim: 1, output: 'logits', stack: { layout, index, heads: 2 } }
      const values = headLogits(layout === 'gbc' ? gbc : bgc, head, 3, 2)
      expect([...values]).toEqual([0, 1, 2, 3].map((value) => value + 4 * index))
    }
  })

  test('plain', () => {
    const head = { dim: 1, output: 'logits', stack: null }
    expect([...headLogits(Float32Array.from([0, 1, 2, 3, 90, 91]), head, 3, 2)]).toEqual([0, 1, 2, 3])
  })
})
