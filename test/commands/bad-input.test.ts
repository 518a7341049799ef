/** Every kind of bad input: one clear sentence that says where, exit 3, and no half-written file. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Field, FixedSizeList, Float32, Int64, List } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { binaries, type Column, features, ints, lists, texts, vectors, writeArrow } from '../data/arrow-file.js'
import { realFile } from '../data/real-files.js'
import { writeModel } from '../onnx/graphs.js'
import { imageModel, tokenModel } from '../onnx/odd.js'
import { expectPlain, program } from './run.js'
import { DATABASE, world, writeRows } from './world.js'

const { json } = program()
const { model, database, queries, path, folder } = world()
const good = writeRows(path('good.arrow'), DATABASE, 'embedding')

/** Searches embeddings, with the file at hand as the queries. */
async function knn(file: string, ...more: string[]) {
  const { document, stderr } = await json(['knn', '--database', good, '--queries', file, ...more])
  expectPlain(document.error.message + stderr)
  return document.error
}

/** Embeds the file at hand, and leaves nothing behind. */
async function embed(file: string, with_ = model) {
  const out = mkdtempSync(join(folder, 'out-'))
  const args = ['embed', '--model', with_, '--data', file, '--output', join(out, 'e.arrow')]
  const { document, stderr } = await json(args)
  expectPlain(document.error.message + stderr)
  expect(readdirSync(out)).toEqual([])
  return document.error
}

const write = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(path(name), bytes)
  return path(name)
}
const columns = (name: string, columns: Record<string, Column>) => writeArrow(path(name), columns)
const whole = readFileSync(good)
mkdirSync(path('folder'))

describe.concurrent('files', () => {
  test.each([
    ['missing', path('absent.arrow'), /^no file at .*absent\.arrow$/],
    ['a folder', path('folder'), /folder is a folder without data/],
    ['empty', write('empty.arrow', ''), /empty\.arrow is empty \(0 bytes\)/],
    ['truncated', write('cut.arrow', whole.subarray(0, whole.length >> 1)), /cut\.arrow is cut off at byte \d+/],
    [
      'in no format',
      write('text.arrow', 'id,label\n1,2\n'),
      /text\.arrow begins with "id,label", which is in no format/,
    ],
    ['without rows', realFile('no-rows'), /no-rows\.arrow has no rows/],
  ])('%s', async (_, file, message) => {
    const error = await knn(file)
    expect(error).toMatchObject({ exitCode: 3 })
    expect(error.message).toMatch(message)
    expect((await embed(file)).exitCode).toBe(3)
  })
})

describe.concurrent('embeddings', () => {
  const fixed = new FixedSizeList(4, new Field('item', new Float32(), true))
  test.each<[string, string, RegExp]>([
    ['ragged', realFile('ragged'), /ragged\.arrow: column "embedding", row 6 has 3 numbers; .* have 4/],
    ['null rows', realFile('null-row'), /null-row\.arrow: column "embedding", row 5 is null/],
    ['null numbers', realFile('null-item'), /null-item\.arrow: column "embedding", row 4 has a null/],
    ['NaN', realFile('nan'), /nan\.arrow: column "embedding", row 7 has NaN at position 2/],
    [
      'infinite',
      columns('inf.arrow', { embedding: vectors([[1, 2, 3, Infinity]]), label: ints([0]) }),
      /row 0 has Infinity/,
    ],
    [
      'text',
      columns('text-e.arrow', { embedding: texts(['a']), label: ints([0]) }),
      /"embedding" holds Utf8; expected a list of numbers/,
    ],
    [
      'two columns',
      columns('two.arrow', { a: vectors([[1, 2]]), b: vectors([[1, 2]]), label: ints([0]) }),
      /"a" and "b" could each be/,
    ],
    [
      'none',
      columns('none.arrow', { label: ints([0]) }),
      /none\.arrow has no embedding column; it has label \(Int32\)/,
    ],
    ['another width', columns('3.arrow', { embedding: vectors([[1, 2, 3]]), label: ints([0]) }), /4 dimensions.*has 3/],
    ['no numbers', columns('0.arrow', { embedding: { type: fixed, values: [] }, label: ints([]) }), /has no rows/],
  ])('%s', async (_, file, message) => {
    const error = await knn(file)
    expect(error.exitCode).toBe(3)
    expect(error.message).toMatch(message)
  })
})

describe.concurrent('labels', () => {
  const x = vectors([
    [1, 2, 3, 4],
    [2, 3, 4, 5],
  ])
  test.each<[string, Record<string, Column>, RegExp]>([
    ['below −1', { label: ints([0, -5]) }, /column "label", row 1 is -5; expected 0 or more/],
    ['as vectors', { label: x }, /"label" holds FixedSizeList.*; expected integers/],
    ['two columns', { label: ints([0, 1]), target: ints([0, 1]) }, /"label" and "target" could each be the label/],
    ['absent', {}, /has no labels to score against/],
    ['all unknown', { label: ints([-1, null]) }, /has no labels to score against/],
    ['fractional', { label: { type: new Float32(), values: [0, 0.5] } }, /row 1 is 0\.5; expected an integer/],
    ['above int32', { label: { type: new Int64(), values: [0n, 2n ** 40n] } }, /row 1 is 1099511627776/],
  ])('%s', async (name, labels, message) => {
    const error = await knn(columns(`label ${name.replace(/\W/g, '')}.arrow`, { embedding: x, ...labels }))
    expect(error.exitCode).toBe(3)
    expect(error.message).toMatch(message)
  })

  test('beyond the declared classes', async () => {
    const metadata = features({ label: { _type: 'ClassLabel', names: ['a', 'b'] } })
    const file = writeArrow(path('beyond.arrow'), { embedding: x, label: ints([1, 2]) }, { metadata })
    expect((await knn(file)).message).toMatch(/row 1 is 2; the file declares 2 classes/)
  })

  test('float16 above 2048', async () => {
    const error = await knn(realFile('float16-labels-merged'))
    expect(error.exitCode).toBe(3)
    expect(error.message).toMatch(/row 2 is 2050 in float16.*write labels as integers/)
  })
})

describe.concurrent('dims', () => {
  test.each([
    ['below 1', '0'],
    ['above D', '8'],
    ['no integer', '1.5'],
  ])('%s are wrong usage', async (_, dims) => {
    expect((await knn(queries, '--dims', dims, '--column', 'embedding=x')).exitCode).toBe(2)
  })
})

describe.concurrent('datasets and models', () => {
  const list = new List(new Field('item', new Float32(), true))
  test.each<[string, string, RegExp]>([
    ['a NaN', columns('x-nan.arrow', { x: vectors([[1, 2, 3, Number.NaN]]) }), /row 0 has NaN at position 3/],
    ['ragged', columns('x-ragged.arrow', { x: lists([[1, 2, 3, 4], [1]]) }), /row 1 has 1 numbers/],
    ['another width', columns('x-3.arrow', { x: vectors([[1, 2, 3]]) }), /rows of 3 numbers; .*"x" takes 4 per row/],
    ['empty lists', columns('x-0.arrow', { x: { type: list, values: [[], []] } }), /x-0\.arrow/],
    [
      'no inputs',
      columns('x-none.arrow', { label: ints([1]) }),
      /has no (image|tensor) or (image|tensor) column; it has label \(Int32\)/,
    ],
    ['images for a model of vectors', realFile('datasets-images'), /images; .*"x" takes 4 per row/],
  ])('%s', async (_, file, message) => {
    const error = await embed(file)
    expect(error.exitCode).toBe(3)
    expect(error.message).toMatch(message)
  })

  test('a bad row behind good ones, after rows were written', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [i, 1, 2, i === 2500 ? Number.NaN : 3])
    const error = await embed(writeArrow(path('late.arrow'), { x: vectors(rows) }, { recordRows: 100 }))
    expect(error).toMatchObject({ exitCode: 3, code: 'bad-row' })
    expect(error.message).toContain('row 2500 has NaN at position 3')
  })

  test('a damaged image', async () => {
    const file = columns('png.arrow', { image: binaries([new Uint8Array([137, 80, 78, 71, 1, 2, 3])]) })
    const error = await embed(file, writeModel(path('images.onnx'), imageModel(1, 4, 4)))
    expect(error).toMatchObject({ exitCode: 3, code: 'image-damaged' })
    expect(error.message).toMatch(/png\.arrow: the image in row 0 cannot be decoded/)
  })

  test.each<[string, string, RegExp]>([
    ['missing', path('absent.onnx'), /^no model at .*absent\.onnx$/],
    ['empty', write('empty.onnx', ''), /empty\.onnx is not an ONNX model/],
    ['text', write('text.onnx', 'not a model\n'), /text\.onnx is not an ONNX model|cannot load/],
    ['truncated', write('cut.onnx', readFileSync(model).subarray(0, 200)), /cut\.onnx/],
    ['a folder without one', path('folder'), /the folder .*folder has no \.onnx file/],
    ['Arrow', database, /is not an ONNX model|cannot load/],
  ])('a model that is %s', async (_, file, message) => {
    const error = await embed(queries, file)
    expect(error.exitCode).toBe(3)
    expect(error.message).toMatch(message)
  })

  test('a model with neither embedding nor logits', async () => {
    const error = await embed(queries, writeModel(path('odd.onnx'), tokenModel()))
    expect(error).toMatchObject({ exitCode: 3, code: 'model-outputs' })
    expect(error.message).toMatch(/neither an embedding nor logits: its outputs are out \[/)
    expect(error.suggestions.join()).toContain('--embedding-output')
  })
})

test('a device that is not there', async () => {
  const absent = process.platform === 'darwin' ? 'dml' : 'coreml'
  const error = await knn(queries, '--device', absent)
  expect(error).toMatchObject({ exitCode: 3, code: 'device-missing' })
  expect(error.suggestions.join()).toContain('--device cpu')
})
