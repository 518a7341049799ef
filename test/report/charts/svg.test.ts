import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type Chart, chartsOf } from '../../../src/report/charts/index.js'
import { SERIES } from '../../../src/report/charts/palette.js'
import { hasFonts, renderPng } from '../../../src/report/charts/png.js'
import { renderSvg } from '../../../src/report/charts/svg.js'
import { fraction, report, SEVERAL } from '../reports.js'

const [several] = chartsOf([SEVERAL]) as [Chart]

const TAG = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/g

/** Names of the tags that are open, one after the other; throws where one is closed that is not. */
function openTags(xml: string): string[] {
  const open: string[] = []
  for (const [, closing, name, rest] of xml.matchAll(TAG)) {
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes what is not open`)
    } else if (!rest!.endsWith('/')) open.push(name!)
  }
  return open
}

test('well-formed, also with names that need escaping', async () => {
  const rows = [8, 16].map((dim) => ({ model: 'a "<b>" & c', dim, metrics: { top1: fraction(0.5) } }))
  const [odd] = chartsOf([report(rows, [], 'classify')]) as [Chart]
  for (const chart of [several, odd]) {
    for (const options of [{}, { titles: true }, { file: true }]) {
      const svg = await renderSvg(chart, options)
      expect(openTags(svg)).toEqual([])
      expect(svg.replace(TAG, '').replace(/<style>[^<]*/, '')).not.toMatch(/[<>]/)
      expect((await sharp(Buffer.from(svg)).metadata()).format).toBe('svg')
    }
  }
  expect(await renderSvg(odd)).toContain('aria-label="a &quot;&lt;b&gt;&quot; &amp; c')
})

test('the same bytes twice', async () => {
  expect(await renderSvg(several)).toBe(await renderSvg(several))
})

test('a page gives it a width; numbers stand in labels, in files in titles, too', async () => {
  const page = await renderSvg(several)
  expect(page).toMatch(/^<svg xmlns="[^"]+" class="chart" viewBox="0 0 \d+ \d+" role="graphics-document" aria-label="/)
  expect(page).not.toContain('<style>')
  expect(page).not.toContain('<title>')
  expect(page.match(/class="value"/g)).toHaveLength(4)
  expect(await renderSvg(several, { titles: true })).toContain(
    '<title>MRL at 8 dims: 50.00 % (40.00 – 60.00)</title></path>',
  )
  const file = await renderSvg(several, { file: true })
  expect(file).toMatch(/viewBox="0 0 (\d+) (\d+)" width="\1" height="\2"/)
  expect(file).toContain('@media (prefers-color-scheme:dark)')
  expect(file).toContain(`>${several.title}</text>`)
  expect(file.match(/<title>/g)).toHaveLength(4)
})

test('colours are those that a page can change', async () => {
  const svg = await renderSvg(several)
  expect(svg).toContain(`fill="${SERIES[0]!.light}"`)
  expect(svg).toContain(`stroke="${SERIES[1]!.light}"`)
})

test('ids begin with the id of the chart', async () => {
  const clipped: Chart = {
    ...several,
    id: 'one',
    spec: {
      data: { values: [{ x: 1, y: 2 }] },
      mark: { type: 'line', clip: true },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
    },
  }
  const svg = await renderSvg(clipped)
  const ids = [...svg.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id!)
  expect(ids.length).toBeGreaterThan(0)
  for (const id of ids) expect(id).toMatch(/^one-/)
  for (const [, id] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id)
})

test('a PNG of twice the size, on white', async () => {
  expect(await hasFonts()).toBe(true) // of the machine that tests run on
  const svg = await renderSvg(several, { file: true })
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!
  const png = sharp(await renderPng(several))
  expect(await png.metadata()).toMatchObject({ format: 'png', width: 2 * Number(width), height: 2 * Number(height) })
  const { data } = await png.raw().toBuffer({ resolveWithObject: true })
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255])
})
