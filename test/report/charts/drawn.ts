/** What is in a chart: the data of its spec, and its marks. */
import type { LoggerInterface } from 'vega'
import type { Chart } from '../../../src/report/charts/index.js'
import { renderSvg } from '../../../src/report/charts/svg.js'

/** Some keys of every row of a chart's data. */
export function dataOf(chart: Chart | undefined, ...keys: string[]): unknown[][] {
  const { data } = chart!.spec as unknown as { data: { values: Record<string, unknown>[] } }
  return data.values.map((row) => keys.map((key) => row[key]))
}

/** Labels of the drawn values, in their order. */
export async function labelsOf(chart: Chart): Promise<string[]> {
  const svg = await renderSvg(chart)
  return [...svg.matchAll(/class="value" aria-label="([^"]*)"/g)].map(([, label]) => label!)
}

/** What Vega-Lite has to say about a chart's spec. */
export async function warningsOf(chart: Chart): Promise<unknown[]> {
  const { compile } = await import('vega-lite')
  const said: unknown[] = []
  const note = (...words: readonly unknown[]) => {
    said.push(words.join(' '))
    return logger
  }
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger }
  compile(chart.spec, { logger: logger as LoggerInterface })
  return said
}
