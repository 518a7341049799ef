import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ImageTask } from '../../../src/model/images/image.js'
import { requireImages } from '../../../src/model/images/outcome.js'
import { PRESETS } from '../../../src/model/images/presets.js'
import { openImageReader } from '../../../src/model/images/threads.js'
import { temporaryFolder } from '../../data/temporary.js'

const BUILT = new URL('../../../dist/model/images/worker.js', import.meta.url)
const names = [
  'rgb.png',
  'rgb.jpg',
  'cmyk.jpg',
  'palette.png',
  'rgba.png',
  'la.png',
  'grey16.png',
  'animated.gif',
  'rgb.tif',
]
const files: Uint8Array[] = names.map((name) =>
  readFileSync(fileURLToPath(new URL(`../../golden/images/${name}`, import.meta.url))),
)
const pixels = { values: new Uint8Array(48 * 3).fill(7), height: 6, width: 8, channels: 3 }
const task: ImageTask = {
  recipe: { ...PRESETS.imagenet!, resize: { shortest: 16 }, crop: { height: 12, width: 12 } },
  input: { type: 'float32', layout: 'nchw', channels: 3 },
}

test('the program is built', () => {
  expect(existsSync(BUILT), 'npx tsc -p .').toBe(true)
})

describe('threads', () => {
  test('give what one thread gives, in order, and more than once', async () => {
    const rows = [...files, pixels]
    const here = openImageReader(task, 3)
    const alone = (await Promise.all(rows.map((file) => here.read([file])))).flat()
    const there = openImageReader(task, 3, BUILT)
    try {
      const [first, second] = await Promise.all([there.read(rows), there.read(rows.toReversed())])
      expect(first).toEqual(alone)
      expect(second).toEqual(alone.toReversed())
      expect(alone.map((found) => 'values' in found && found.values.length)).toEqual(rows.map(() => 432))
    } finally {
      await there.close()
    }
  })

  test('what is handed to them stays whole', async () => {
    const shared = Buffer.concat(files)
    const starts = files.map((_, i) => files.slice(0, i).reduce((sum, { length }) => sum + length, 0))
    const views = files.map(({ length }, i) => shared.subarray(starts[i], starts[i]! + length))
    const reader = openImageReader(task, 2, BUILT)
    await reader.read(views)
    await reader.close()
    expect(shared.equals(Buffer.concat(files))).toBe(true)
  })

  test('the first damaged row is named', async () => {
    const rows = files.map((file, row) => (row === 3 || row === 6 ? file.subarray(0, file.length / 2) : file))
    const reader = openImageReader(task, 2, BUILT)
    const outcomes = await reader.read(rows)
    await reader.close()
    expect(() => requireImages(outcomes, 'data.arrow', { start: 100 })).toThrow(
      /^data\.arrow: the image in row 103 cannot be decoded: /,
    )
  })

  test('a thread that ends is an error, not a wait', async () => {
    const script = join(temporaryFolder(), 'ends.mjs')
    writeFileSync(
      script,
      'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => process.exit(3))',
    )
    const reader = openImageReader(task, 1, pathToFileURL(script))
    await expect(reader.read(files)).rejects.toThrow('the thread that decodes images ended with 3')
    await reader.close()
  })
})
