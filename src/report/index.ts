/** Every way a report can be written, by file extension. */
import type { Exhibits } from '../exhibits.js'
import type { Report } from '../types.js'
import { renderCsv } from './csv.js'
import { renderMarkdown } from './markdown.js'

export { renderTable } from './table.js'

/** One text of one report, or of several; what a format cannot show of exhibits is left out. */
export type Render = (reports: readonly Report[], exhibits?: Exhibits) => string | Promise<string>

export const RENDERERS: Readonly<Record<string, Render>> = {
  '.json': (reports) => `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`,
  '.csv': renderCsv,
  '.md': (reports) => reports.map(renderMarkdown).join('\n'),
}
