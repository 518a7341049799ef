/** Photos as a user has them: JPEG files of different sizes in an Arrow file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Binary } from 'apache-arrow'
import { expect, test } from 'vitest'
import { encodeModel, node, tensorInfo } from '../../src/onnx/build.js'
import { ints, writeArrow } from '../data/arrow-file.js'
import { temporaryFolder } from '../data/temporary.js'
import { expectPlain, program, values } from './run.js'

const { json } = program()
const folder = temporaryFolder()
const names = ['flower', 'grace_hopper', 'rocket']
const photos = names.map((name) =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/photos/${name}.jpg`, import.meta.url))),
)
const rows = Array.from({ length: 12 }, (_, i) => i % 3) // enough for threads
const write = (name: string, labels: readonly number[]) =>
  writeArrow(join(folder, name), {
    image: { type: new Binary(), values: labels.map((label) => photos[label]) },
    label: ints([...labels]),
  })
const database = write('database.arrow', rows)
const queries = write('queries.arrow', [2, 1, 0])
const model = join(folder, 'model.onnx')
writeFileSync(
  model,
  encodeModel({
    name: 'identity',
    node: [node('Flatten', ['image'], ['embedding'], { axis: 1 })],
    input: [tensorInfo('image', 'float', ['batch', 3, 8, 8])],
    output: [tensorInfo('embedding', 'float', ['batch', 192])],
  }),
)
const args = ['knn', '--model', model, '--database', database, '--queries', queries, '--dims', '192']

test('resized on the way into the model, as the report says', async () => {
  const steps = ['--preprocess', 'imagenet', '--image-size', '9', '--image-crop', '8', '--image-kernel', 'bicubic']
  const { document, code } = await json([...args, ...steps])
  expect(document.error).toBeUndefined()
  expect(code).toBe(0)
  expect(document.parameters.images).toEqual({
    preprocess: { name: 'imagenet' },
    imageSize: { shortest: 9 },
    imageCrop: { height: 8, width: 8 },
    imageKernel: 'bicubic',
  })
  expect(values(document, 'knn@1')).toEqual({ 'model 192': 1 })
})

test('as they are they do not fit, and what to type is said', async () => {
  const { document, code } = await json(args)
  expect(code).toBe(3)
  expect(document.error.code).toBe('input-shape')
  expect(document.error.message).toMatch(
    /row 0 is an image of 3 × 427 × 640; the model's input "image" takes 3 × 8 × 8/,
  )
  expect(document.error.suggestions).toContain('or to one size: --image-size 8,8')
  expectPlain(document.error.message)
})
