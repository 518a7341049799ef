/** Every way a report can be written, by file extension. */
import type { Exhibits } from '../exhibits.js'
import type { Report } from '../types.js'
import { renderCsv } from './csv.js'
import { renderJunit } from './junit.js'
import { renderLatex } from './latex.js'
import { renderMarkdowns } from './markdown.js'
import { named } from './titles.js'

export { renderTable } from './table.js'

/** What a format can show besides reports; what it cannot is left out. */
export interface Shown {
  names?: readonly string[] | undefined // of the reports; by default their commands
  title?: string | undefined // of the whole
  exhibits?: Exhibits | undefined
}

/** One file's contents of one report, or of several. */
export type Render = (reports: readonly Report[], shown?: Shown) => Contents | Promise<Contents>
type Contents = string | Uint8Array

export const RENDERERS: Readonly<Record<string, Render>> = {
  '.json': (reports) => `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`,
  '.csv': (reports, shown) => renderCsv(named(reports, shown?.names)),
  '.xml': (reports, shown) => renderJunit(named(reports, shown?.names)),
  '.md': (reports, shown) => renderMarkdowns(named(reports, shown?.names), shown?.title),
  '.tex': (reports, shown) => renderLatex(named(reports, shown?.names), shown?.title),
  '.arrow': async (reports, shown) => (await import('./arrow.js')).renderArrow(named(reports, shown?.names)),
  '.html': async (reports, shown) =>
    (await import('./html/index.js')).renderHtml(named(reports, shown?.names), shown?.title, shown?.exhibits),
}
