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

/** @returns charts of at most 80 columns, or a sentence where there is nothing to draw */
export function renderPlot(report: Report): string {
  const plots = [...dimPlots(report), ...retrievalPlots(report), ...cascadePlots(report), ...comparePlots(report)]
  return plots.length === 0 ? 'nothing to plot: fewer than two points were measured' : plots.join('\n')
}

/** The first metric against log2 of the dim; few-shot: a chart for each shot count. */
function dimPlots(report: Report): string[] {
  const rows = kindsOf(report).dims.filter((row) => !isOfGroup(row))
  const byShots = groupBy(rows, ({ shots }) => (shots === undefined ? '' : `${shots}-shot `))
  return [...byShots].flatMap(([shots, own]) => {
    const id = drawnMetrics(own)[0] ?? 'accuracy'
    return plotted(`${shots}${axisTitle(id)} against dims`, accuracyPoints(own, id), { isJoined: true })
  })
}

function retrievalPlots(report: Report): string[] {
  const rows = kindsOf(report).settings
  if (rows.length === 0) return []
  const k = smallestK(rows)
  const groups = groupBy(rows, ({ queries }) => queries ?? '')
  return [...groups].flatMap(([queries, own]) => {
    const points = settingPoints(own, 'mflops', k, () => false)
    const series = new Set(points.map((point) => point.series))
    const named = points.map((point) => ({
      ...point,
      series: series.size === 1 ? point.kind : `${point.series}, ${point.kind}`,
    }))
    const title = `${axisTitle(`map@${k}`)} against MFLOPs for a query${queries === '' ? '' : `: ${queries}`}`
    return plotted(title, named, { ticks: roundInTurn(points.map(({ x }) => x)) })
  })
}

function cascadePlots(report: Report): string[] {
  const models = [...groupBy(kindsOf(report).cascades, ({ model }) => model)].filter(([, own]) => own.length > 1)
  return models.flatMap(([model, own]) =>
    plotted(
      `${model}: accuracy (%) against expected dims`,
      cascadePoints(own).toSorted((a, b) => Number(b.size === 'large') - Number(a.size === 'large')), // the chosen one in front
      { ticks: dimsInTurn(own.map(({ cap }) => cap)) },
    ),
  )
}

function comparePlots(report: Report): string[] {
  return differencePoints(kindsOf(report).differences).flatMap(({ title, points }) =>
    plotted(`${title} (points) against dims`, points, { isJoined: true }),
  )
}

/** @returns one plot, or none; its ticks are the points' dims where no others are given */
function plotted(
  title: string,
  points: readonly PlotPoint[],
  { ticks, isJoined = false }: { ticks?: readonly number[]; isJoined?: boolean },
): string[] {
  if (points.length < 2) return []
  const oneLine = title.replace(/\s+/g, ' ')
  return [`\n${oneLine}\n${drawPlot(points, ticks ?? dimsInTurn(points.map(({ x }) => x)), isJoined)}\n`]
}
