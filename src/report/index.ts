/** Every way a report can be written, by file extension. */
import type { Exhibits } from '../exhibits.js'
import type { Report } from '../types.js'
import { renderCsv } from './csv.js'
import { renderJunit } from './junit.js'
import { renderLatex } from './latex.js'
import { renderMarkdowns } from './markdown.js'

export { renderTable } from './table.js'

/** One text of one report, or of several; what a format cannot show of exhibits or of a title is left out. */
export type Render = (reports: readonly Report[], exhibits?: Exhibits, title?: string) => string | Promise<string>

export const RENDERERS: Readonly<Record<string, Render>> = {
  '.json': (reports) => `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`,
  '.csv': renderCsv,
  '.xml': renderJunit,
  '.md': (reports, _exhibits, title) => renderMarkdowns(reports, title),
  '.tex': (reports, _exhibits, title) => renderLatex(reports, title),
  '.html': async (reports, exhibits, title) => (await import('./html/index.js')).renderHtml(reports, title, exhibits),
}
