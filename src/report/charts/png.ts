/** A chart as a PNG, at twice its size, on white. Letters come from the fonts of this machine. */
import type { Chart } from './chart.js'
import { PAPER } from './palette.js'
import { renderSvg } from './svg.js'

/** Dots per inch that give two pixels for each unit of an SVG. */
const DENSITY = 144

export async function renderPng(chart: Chart): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const svg = await renderSvg(chart, { file: true })
  return sharp(Buffer.from(svg), { density: DENSITY }).flatten({ background: PAPER.light }).png().toBuffer()
}

/** False on a machine without fonts, where all letters are drawn as the same box. */
export async function hasFonts(): Promise<boolean> {
  const { default: sharp } = await import('sharp')
  const letter = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16" font-size="16" font-family="system-ui, sans-serif">${text}</text></svg>`
  const [a, b] = await Promise.all(
    ['a', 'b'].map((text) =>
      sharp(Buffer.from(letter(text)))
        .raw()
        .toBuffer(),
    ),
  )
  return !a!.equals(b!)
}
