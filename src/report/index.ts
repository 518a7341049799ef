/** Every way a report can be written, by file extension. */
import type { Report } from '../types.js'
import { renderCsv } from './csv.js'
import { renderMarkdown } from './markdown.js'

export { renderTable } from './table.js'

export type Render = (report: Report) => string

export const RENDERERS: Readonly<Record<string, Render>> = {
  '.json': (report) => `${JSON.stringify(report, null, 2)}\n`,
  '.csv': renderCsv,
  '.md': renderMarkdown,
}
