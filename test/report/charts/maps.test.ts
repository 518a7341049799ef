import { expect, test } from 'vitest'
import { mapChart, mostFrequent } from '../../../src/report/charts/maps.js'
import { renderSvg } from '../../../src/report/charts/svg.js'
import { map } from '../exhibits.js'

test('the six most frequent classes; equally frequent ones by the alphabet', () => {
  const names = ['g', 'f', 'e', 'd', 'c', 'b', 'a', 'g', null, 'c', 'c']
  expect(mostFrequent(map('M', 8, 'pca', names).points)).toEqual(['c', 'g', 'a', 'b', 'd', 'e'])
})

test('points of named classes are values, all others one path of dots', async () => {
  const names = ['a', 'b', null, null, null, 'a']
  const svg = await renderSvg(mapChart(map('M', 8, 'umap', names)))
  expect(svg.match(/class="value"/g)).toHaveLength(3)
  expect(svg).toContain('aria-label="b: row 1"')
  // "Mx,yZ" is a point: drawn with round ends, it is a dot
  expect(svg.match(/ d="(?:M[-\d.]+,[-\d.]+Z){3}"/g)).toHaveLength(1)
  expect(svg).toContain('stroke-linecap="round"')
  expect(svg).toContain('>a</text>')
})

test('without classes there are only dots, and no legend', async () => {
  const svg = await renderSvg(mapChart(map('M', 8, 'pca', [null, null, null])))
  expect(svg).not.toContain('class="value"')
  expect(svg).not.toContain('<text')
})

test('all of classes that are named', async () => {
  const svg = await renderSvg(mapChart(map('M', 8, 'pca', ['a', 'a', 'b'])))
  expect(svg.match(/class="value"/g)).toHaveLength(3)
  expect(svg).not.toContain('stroke-linecap="round"')
})

test('one unit is as long across as up', async () => {
  // A square of unit sides: its corners stay as far apart across as up, to a few percent
  const corners = [
    { x: 0, y: 0, label: 'a', id: '0' },
    { x: 1, y: 0, label: 'a', id: '1' },
    { x: 0, y: 1, label: 'a', id: '2' },
  ]
  const svg = await renderSvg(mapChart({ ...map('M', 8, 'pca', []), points: corners }))
  const places = [...svg.matchAll(/class="value"[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)"/g)]
  const [origin, right, up] = places.map(([, x, y]) => [Number(x), Number(y)] as const)
  const across = right![0] - origin![0]
  expect(across).toBeGreaterThan(50)
  expect((origin![1] - up![1]) / across).toBeGreaterThan(0.93)
  expect((origin![1] - up![1]) / across).toBeLessThan(1.07)
})
