/** Report → Markdown tables. */
import type { Report } from '../types.js'
import { gridsOf, notesOf } from './grid.js'
import type { Grid } from './grid-shape.js'

export function renderMarkdown(report: Report): string {
  const notes = notesOf(report).map((note) => `- ${escaped(note)}`)
  return `${[...gridsOf(report).map(draw), notes.join('\n')].filter((part) => part !== '').join('\n\n')}\n`
}

function draw({ title, head, rows }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [`### ${escaped(title)}`, '', line(head), `|${head.map(() => '---:').join('|')}|`, ...rows.map(line)].join(
    '\n',
  )
}

function escaped(text: string): string {
  return text.replace(/[\\|*_`]/g, '\\$&')
}
