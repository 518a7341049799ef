import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { imagesDigest } from '../../../src/data/inputs/image-digest.js'
import { binaries, texts, vectors, writeArrow } from '../arrow-file.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const memory = temporaryFolder()

test('changes when an image beside the data changes', async () => {
  writeFileSync(join(folder, 'a.png'), 'one')
  const path = writeArrow(join(folder, 'paths.arrow'), { image: texts(['a.png', 'absent.png']) })
  const digest = () => imagesDigest(path, {}, null, 'of the data', memory)
  const before = await digest()
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  expect(await digest()).toBe(before)
  writeFileSync(join(folder, 'a.png'), 'longer')
  const after = await digest()
  expect(after).not.toBe(before)
  writeFileSync(join(folder, 'absent.png'), 'here now')
  expect(await digest()).not.toBe(after)
})

test('images inside need none, which is remembered', async () => {
  const path = writeArrow(join(folder, 'inside.arrow'), { image: binaries([new Uint8Array([1])]) })
  expect(await imagesDigest(path, {}, null, 'of these', memory)).toBeNull()
  expect(readdirSync(memory).filter((name) => name.endsWith('.inside')).length).toBe(1)
  expect(await imagesDigest(path, {}, null, 'of these', memory)).toBeNull()
})

test('what holds no images needs none', async () => {
  const path = writeArrow(join(folder, 'x.arrow'), { x: vectors([[1]]) })
  expect(await imagesDigest(path, {}, null, 'any', null)).toBeNull()
})
