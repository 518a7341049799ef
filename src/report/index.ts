/** Every way a report can be written, by file extension. */
import type { Exhibits } from '../exhibits.js'
import { renderCsv } from './csv.js'
import { renderJunit } from './junit.js'
import { renderLatex } from './latex.js'
import { renderMarkdowns } from './markdown.js'
import type { Named } from './titles.js'

export { renderTable } from './table.js'

/** What a format can show besides reports; what it cannot is left out. */
export interface Shown {
  title?: string | undefined // of the whole
  exhibits?: Exhibits | undefined
}

/** One file's contents of one report, or of several. */
export type Render = (reports: readonly Named[], shown?: Shown) => Contents | Promise<Contents>
type Contents = string | Uint8Array

export const RENDERERS: Readonly<Record<string, Render>> = {
  '.json': renderJson,
  '.csv': renderCsv,
  '.xml': renderJunit,
  '.md': (reports, shown) => renderMarkdowns(reports, shown?.title),
  '.tex': (reports, shown) => renderLatex(reports, shown?.title),
  '.arrow': async (reports) => (await import('./arrow.js')).renderArrow(reports),
  '.html': async (reports, shown) =>
    (await import('./html/index.js')).renderHtml(reports, shown?.title, shown?.exhibits),
}

/** The document itself, or a list of several. */
function renderJson(named: readonly Named[]): string {
  const reports = named.map(({ report }) => report)
  return `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`
}
