/** Reports → charts: every figure that their rows can be drawn as. */
import type { Report } from '../../types.js'
import { isOfGroup } from '../class-grid.js'
import { contextOf, kindsOf } from '../kinds.js'
import { accuracyCharts } from './accuracy.js'
import { cascadeCharts } from './cascades.js'
import type { Chart } from './chart.js'
import { classCharts } from './classes.js'
import { compareCharts } from './compare.js'
import { fewShotCharts } from './few-shot.js'
import { retrievalCharts } from './retrieval.js'
import { runCharts } from './runs.js'

export type { Chart } from './chart.js'

/** The charts of each report in turn. What has less than two points is left out. */
export function chartsOf(reports: readonly Report[]): Chart[] {
  return unique(reports.flatMap(chartsOfReport))
}

function chartsOfReport(report: Report): Chart[] {
  const { settings, runs, cascades, differences, dims } = kindsOf(report)
  const [prefix, context] = [report.command, contextOf(report)]
  const shots = dims.filter((row) => row.shots !== undefined)
  const groups = dims.filter(isOfGroup)
  const plain = dims.filter((row) => row.shots === undefined && !isOfGroup(row))
  return [
    ...accuracyCharts(plain, prefix, context),
    ...fewShotCharts(shots, prefix, context),
    ...(settings.length === 0 ? [] : retrievalCharts(settings, report, context)),
    ...runCharts(runs, prefix),
    ...cascadeCharts(cascades, prefix),
    ...classCharts(groups, prefix),
    ...compareCharts(differences, prefix, context),
  ]
}

/** A later chart of the same id gets a number. */
function unique(charts: readonly Chart[]): Chart[] {
  const seen = new Map<string, number>()
  return charts.map((chart) => {
    const count = (seen.get(chart.id) ?? 0) + 1
    seen.set(chart.id, count)
    return count === 1 ? chart : { ...chart, id: `${chart.id}-${count}` }
  })
}
