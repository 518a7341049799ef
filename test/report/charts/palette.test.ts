import { expect, test } from 'vitest'
import { CHART_RULES, chartColours, FAINT, GRID, INK, PAPER, SERIES } from '../../../src/report/charts/palette.js'

/** Relative luminance of #rrggbb, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

test('black on white has a contrast of 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10)
})

test.each(['light', 'dark'] as const)('series stand out from %s paper by 3:1, letters by 4.5:1', (theme) => {
  for (const colour of SERIES) expect(contrast(colour[theme], PAPER[theme])).toBeGreaterThanOrEqual(3)
  for (const colour of [INK, FAINT]) expect(contrast(colour[theme], PAPER[theme])).toBeGreaterThanOrEqual(4.5)
})

test('the light colours stand out from dark paper, too, where nothing changes them', () => {
  for (const { light } of SERIES) expect(contrast(light, PAPER.dark)).toBeGreaterThanOrEqual(3)
})

test('every colour has a rule and a value for both themes, and no two are drawn alike', () => {
  const all = [...SERIES, INK, FAINT, GRID, PAPER]
  expect(new Set(all.map(({ light }) => light)).size).toBe(all.length)
  for (const { name, light, dark } of all) {
    expect(CHART_RULES).toContain(`.chart [fill="${light}"]{fill:var(${name},${light})}`)
    expect(CHART_RULES).toContain(`.chart [stroke="${light}"]{stroke:var(${name},${light})}`)
    expect(chartColours('light')).toContain(`${name}:${light}`)
    expect(chartColours('dark')).toContain(`${name}:${dark}`)
  }
})
