/** Report → small charts for a terminal: quality against dims, MFLOPs or expected dims. */
import type { Report } from '../types.js'
import { accuracyPoints, drawnMetrics } from './charts/accuracy.js'
import { dimsInTurn, roundInTurn } from './charts/axes.js'
import { cascadePoints } from './charts/cascades.js'
import { differencePoints } from './charts/compare.js'
import { axisTitle } from './charts/numbers.js'
import { settingPoints } from './charts/tradeoff.js'
import { isOfGroup } from './class-grid.js'
import { groupBy } from './grid-shape.js'
import { kindsOf } from './kinds.js'
import { drawPlot, type PlotPoint } from './plot-canvas.js'
import { smallestK } from './retrieval-grid.js'

interface Plot {
  title: string
  points: readonly PlotPoint[]
  ticks?: readonly number[] // by default the points' dims
  isJoined?: boolean // by default they are not
}

/** @param width of the terminal, in columns, at least 40 @returns charts, or a sentence where there is nothing to draw */
export function renderPlot(report: Report, width = 80): string {
  const plots = [...dimPlots(report), ...retrievalPlots(report), ...cascadePlots(report), ...comparePlots(report)]
  const drawn = plots.filter(({ points }) => points.length > 1).map((plot) => draw(plot, width))
  return drawn.length === 0 ? 'nothing to plot: fewer than two points were measured' : drawn.join('\n')
}

/** The first metric against log2 of the dim; few-shot: a chart for each shot count. */
function dimPlots(report: Report): Plot[] {
  const rows = kindsOf(report).dims.filter((row) => !isOfGroup(row))
  const byShots = groupBy(rows, ({ shots }) => (shots === undefined ? '' : `${shots}-shot `))
  return [...byShots].map(([shots, own]) => {
    const id = drawnMetrics(own)[0] ?? 'accuracy'
    return { title: `${shots}${axisTitle(id)} against dims`, points: accuracyPoints(own, id), isJoined: true }
  })
}

function retrievalPlots(report: Report): Plot[] {
  const rows = kindsOf(report).settings
  if (rows.length === 0) return []
  const k = smallestK(rows)
  const groups = groupBy(rows, ({ queries }) => queries ?? '')
  return [...groups].map(([queries, own]) => {
    const points = settingPoints(own, 'mflops', k, () => false)
    const series = new Set(points.map((point) => point.series))
    const named = points.map((point) => ({
      ...point,
      series: series.size === 1 ? point.kind : `${point.series}, ${point.kind}`,
    }))
    const title = `${axisTitle(`map@${k}`)} against MFLOPs for a query${queries === '' ? '' : `: ${queries}`}`
    return { title, points: named, ticks: roundInTurn(points.map(({ x }) => x)) }
  })
}

function cascadePlots(report: Report): Plot[] {
  const models = [...groupBy(kindsOf(report).cascades, ({ model }) => model)].filter(([, own]) => own.length > 1)
  return models.map(([model, own]) => ({
    title: `${model}: accuracy (%) against expected dims`,
    points: cascadePoints(own).toSorted((a, b) => Number(b.size === 'large') - Number(a.size === 'large')), // the chosen one in front
    ticks: dimsInTurn(own.map(({ cap }) => cap)),
  }))
}

function comparePlots(report: Report): Plot[] {
  return differencePoints(kindsOf(report).differences).map(({ title, points }) => ({
    title: `${title} (points) against dims`,
    points,
    isJoined: true,
  }))
}

function draw({ title, points, ticks, isJoined = false }: Plot, width: number): string {
  const layout = { ticks: ticks ?? dimsInTurn(points.map(({ x }) => x)), isJoined, width }
  return `\n${title.replace(/\s+/g, ' ')}\n${drawPlot(points, layout)}\n`
}
