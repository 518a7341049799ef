/**
 * A chart as SVG, drawn without a browser. What a page may rely on:
 * - `<svg class="chart" viewBox role="graphics-document" aria-label>`, with no width or height: CSS gives it a width.
 * - Every measured value is one element of class `value` with `role="graphics-symbol"` and its exact numbers as `aria-label`;
 *   nothing else has that class. With `titles` it also holds them as `<title>`, which viewers show when pointed at.
 * - Colours stand in it as the light ones of palette.ts. `CHART_RULES` changes them to custom properties (`--chart-1` …),
 *   whose values for light and dark are `chartColours(theme)`.
 * - Ids in it begin with the chart's id. The same chart gives the same bytes.
 */
import type { Config } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import type { Chart } from './chart.js'
import { CHART_RULES, chartColours, PAPER } from './palette.js'

export interface SvgOptions {
  file?: boolean // a file of its own: with its title, paper, size, and colours for dark screens
  titles?: boolean // a `<title>` in every value
}

/** Several legends stand below each other; side by side the last one would be cut. */
const STACKED: Config = { legend: { layout: { bottom: { direction: 'vertical', anchor: 'start', margin: 4 } } } }

export async function renderSvg(chart: Chart, { file = false, titles = file }: SvgOptions = {}): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new vega.View(vega.parse(compile(file ? titled(chart) : chart.spec).spec, STACKED), { renderer: 'none' })
  const drawn = await view.toSVG()
  view.finalize()
  const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(drawn)!
  const body = drawn.replace(/^<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')
  const size = file ? ` width="${width}" height="${height}"` : ''
  const own = file ? `${STYLE}<rect width="${width}" height="${height}" fill="${PAPER.light}"/>` : ''
  const told = `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}"${size} role="graphics-document" aria-label="${escaped(chart.alt)}">`
  return `${told}${own}${prepared(body, chart.id, titles)}</svg>`
}

const STYLE = `<style>.chart{${chartColours('light')}}@media (prefers-color-scheme:dark){.chart{${chartColours('dark')}}}${CHART_RULES}</style>`

/** The spec with its title above the plot, and room for it. */
function titled({ spec, title }: Chart): TopLevelSpec {
  const lines = wrapped(title)
  const height =
    'height' in spec && typeof spec.height === 'number' ? { height: spec.height + 10 + 18 * lines.length } : {}
  return { ...spec, ...height, title: { text: lines } }
}

/** Lines of at most 52 letters, which fit the width; a longer word stays whole. */
function wrapped(title: string): string[] {
  return (title.match(/\S.{0,51}(?=\s|$)|\S+/g) ?? []).map((line) => line.trim())
}

/** A drawn element with its numbers: `<path aria-label="…" role="graphics-symbol" … />`. */
const VALUE = /<(path|line|text) (aria-label="([^"]*)" role="graphics-symbol")([^>]*?)(\/?)>/g

/** Values are marked, ids made the chart's own, numbers cut to hundredths of a unit. */
function prepared(body: string, id: string, titles: boolean): string {
  return body
    .replace(VALUE, (_, tag: string, said: string, label: string, rest: string, closed: string) => {
      const open = `<${tag} class="value" ${said}${rest}`
      const title = titles ? `<title>${label}</title>` : ''
      if (closed === '') return `${open}>${title}`
      return titles ? `${open}>${title}</${tag}>` : `${open}/>`
    })
    .replace(/\b(id="|url\(#|href="#)/g, `$1${id}-`)
    .replace(/(?<=\s(?:d|transform|x|y|x1|x2|y1|y2|width|height)=")[^"]*/g, (numbers) =>
      numbers.replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
    )
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
