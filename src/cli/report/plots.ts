/** The charts of reports as files. */
import { join } from 'node:path'
import { writeWhole } from '../../data/files/whole-file.js'
import { dataError } from '../../errors.js'
import { chartsOf } from '../../report/charts/index.js'
import { hasFonts, renderPng } from '../../report/charts/png.js'
import { renderSvg } from '../../report/charts/svg.js'
import { sectionsOf } from '../../report/sections.js'
import type { Named } from '../../report/titles.js'

/** What charts can be written as. */
export const PLOT_FORMATS = ['svg', 'png'] as const
export type PlotFormat = (typeof PLOT_FORMATS)[number]

/**
 * Writes every chart to a file of its own, named by its id.
 * @param folder made where it is not there @returns the paths; none where nothing can be drawn
 * @throws UserError (exit 3) for PNGs on a machine without fonts, and where a file cannot be written
 */
export async function writePlots(reports: readonly Named[], folder: string, format: PlotFormat): Promise<string[]> {
  if (format === 'png' && !(await hasFonts())) {
    throw dataError(
      'no-fonts',
      'PNG plots need fonts, and this machine has none: letters would be empty boxes',
      'write SVG instead, in which letters stay letters',
      'or install fonts, e.g. fonts-dejavu-core of Debian or Ubuntu',
    )
  }
  const paths: string[] = []
  for (const chart of chartsOf(sectionsOf(reports).map(({ report }) => report))) {
    const path = join(folder, `${chart.id}.${format}`)
    await writeWhole(path, format === 'svg' ? `${await renderSvg(chart, { file: true })}\n` : await renderPng(chart))
    paths.push(path)
  }
  return paths
}
