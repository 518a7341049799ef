import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Field, List, Uint8 } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openDataset } from '../../../src/data/dataset.js'
import { imageFolder } from '../../../src/data/inputs/images.js'
import { binaries, type Column, texts, writeArrow } from '../arrow-file.js'
import { collect, userError } from '../collect.js'
import { realFile } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const bytes = new Uint8Array([1, 2, 3])

async function images(path: string, size = 10) {
  const batches = await collect((await openDataset(path)).batches(size))
  return batches.flatMap(({ inputs }) => (inputs.kind === 'images' ? inputs.files : []))
}

const imageFile = (name: string, image: Column) => writeArrow(join(folder, name), { image })

describe('files', () => {
  test('bytes inside', async () => {
    expect(await images(imageFile('inside.arrow', binaries([bytes])))).toEqual([bytes])
    const [first] = await images(realFile('datasets-images'))
    expect(Buffer.from((first as Uint8Array).subarray(1, 4)).toString()).toBe('PNG')
  })

  test('paths begin at the folder of the data; more than are open at once, in order', async () => {
    mkdirSync(join(folder, 'sub'))
    const numbers = Array.from({ length: 40 }, (_, i) => i)
    for (const i of numbers) writeFileSync(join(folder, 'sub', `${i}.png`), Uint8Array.of(i))
    const paths = numbers.map((i) => (i % 2 === 0 ? `sub/${i}.png` : join(folder, 'sub', `${i}.png`)))
    const found = await images(imageFile('paths.arrow', texts(paths)), 33)
    expect(found.map((file) => (file as Uint8Array)[0])).toEqual(numbers)
  })

  test.each([
    ['pixels as lists', Array.from({ length: 2 }, () => Array.from({ length: 2000 }, (_, i) => i % 256)), '[[0,1,2'],
    ['bytes in objects', { bytes: 'iVBORw0KGgo=', path: '0.png' }, '{"bytes":"iVBORw0KGgo="'],
  ])('%s in JSON lines are no paths', async (_, image, start) => {
    const path = join(folder, 'nested.jsonl')
    writeFileSync(path, `${JSON.stringify({ image })}\n`)
    const error = await userError(images(path))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(`column "image", row 0 is ${start}`)
    expect(error.message).toContain(', nested values in a text file, which are not read; expected the path of an image')
  })

  test('only the rows that are asked for are read', async () => {
    writeFileSync(join(folder, 'last.png'), bytes)
    const dataset = await openDataset(imageFile('some.arrow', texts(['absent.png', 'last.png'])))
    const [batch] = await collect(dataset.batches(4, 1))
    expect(batch!.inputs).toEqual({ kind: 'images', files: [Buffer.from(bytes)] })
  })

  test.each<[string, Column, string]>([
    ['a null', binaries([bytes, null]), 'row 1 has no image bytes'],
    ['no bytes', binaries([bytes, new Uint8Array(0)]), 'row 1 has no image bytes'],
    ['a null path', texts([null]), 'row 0 has no image bytes'],
    ['an address', texts(['https://example.org/a.png']), 'row 0 is the address https://example.org/a.png'],
    ['a folder', texts(['.']), `row 0 names ${folder}`],
    ['no file', texts(['none.png']), `row 0 names the image file ${join(folder, 'none.png')}, which is not there`],
    ['an empty file', texts(['empty.png']), `row 0 names the image file ${join(folder, 'empty.png')}, which is empty`],
  ])('%s', async (name, column, message) => {
    writeFileSync(join(folder, 'empty.png'), '')
    const path = imageFile(`${name.replaceAll(' ', '-')}.arrow`, column)
    const error = await userError(images(path))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(`${path}: column "image", ${message}`)
  })

  test('the folder of folders and patterns', async () => {
    writeFileSync(join(folder, 'a.bin'), '1')
    expect(await imageFolder(join(folder, 'a.bin'))).toBe(folder)
    expect(await imageFolder(folder)).toBe(folder)
    expect(await imageFolder(join(folder, 'shard-*', '*.arrow'))).toBe(folder)
  })
})

describe('pixels', () => {
  const rows = (values: readonly unknown[], depth: number): Column => {
    let type = new List(new Field('item', new Uint8(), true))
    for (let i = 1; i < depth; i++) type = new List(new Field('item', type, true)) as unknown as typeof type
    return { type, values }
  }

  test.each<[string, Column, string]>([
    ['ragged', rows([[[1, 2], [3]]], 2), 'row 0 has lists of 2 and of 1 items; expected equal ones'],
    [
      'a null inside',
      rows(
        [
          [
            [1, 2],
            [3, 4],
          ],
          [[1, 2], null],
        ],
        2,
      ),
      'row 1 is null, or has a null inside',
    ],
    ['a null', rows([[[1]], null], 2), 'row 1 is null, or has a null inside'],
    ['nothing', rows([[]], 2), 'row 0 is 0; expected H × W, H × W × C or C × H × W'],
    ['two channels', rows([[[[1, 2]], [[3, 4]]]], 3), 'row 0 is 2 × 1 × 2; expected'],
  ])('%s', async (name, column, message) => {
    const error = await userError(images(imageFile(`pixels-${name.replaceAll(' ', '-')}.arrow`, column)))
    expect(error).toMatchObject({ code: 'bad-row', exitCode: 3 })
    expect(error.message).toContain(message)
  })

  test('where both could be channels, they come last', async () => {
    const cube = [1, 2, 3].map((a) => [1, 2, 3].map((b) => [1, 2, 3].map((c) => 16 * a + 4 * b + c)))
    const [image] = await images(imageFile('cube.arrow', rows([cube], 3)))
    expect(image).toEqual({ values: Uint8Array.from(cube.flat(2)), height: 3, width: 3, channels: 3 })
  })
})
