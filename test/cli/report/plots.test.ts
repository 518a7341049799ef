import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { writePlots } from '../../../src/cli/report/plots.js'
import { named } from '../../../src/report/titles.js'
import { NOTHING, ONE } from '../../report/reports.js'

const folder = mkdtempSync(join(tmpdir(), 'mrl-plots-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file for each chart, named by its id, in a folder that is made', async () => {
  const own = join(folder, 'a', 'b')
  expect(await writePlots(named([ONE, { ...ONE, inputs: [] }]), own, 'svg')).toEqual(
    ['knn-knn-1', 'knn-retained', 'knn-knn-1-2', 'knn-retained-2'].map((id) => join(own, `${id}.svg`)),
  )
  expect(readFileSync(join(own, 'knn-knn-1.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
})

test('PNGs', async () => {
  const [path] = await writePlots(named([ONE]), join(folder, 'png'), 'png')
  expect((await sharp(path).metadata()).format).toBe('png')
  expect(readdirSync(join(folder, 'png'))).toEqual(['knn-knn-1.png', 'knn-retained.png'])
})

test('nothing to draw: no files', async () => {
  expect(await writePlots(named([NOTHING]), join(folder, 'none'), 'svg')).toEqual([])
})
