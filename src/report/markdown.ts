/** Reports → Markdown: what they say in sentences, then tables. */
import type { Report } from '../types.js'
import { gateGrid } from './gate.js'
import { gridsOf, notesOf } from './grid.js'
import type { Grid } from './grid-shape.js'
import { type Section, sectionsOf } from './sections.js'
import { CAVEAT, summaryOf } from './summary.js'
import type { Named } from './titles.js'

/** Lines of a drawn table above its rows: title, gap, head, rule. */
const HEAD_LINES = 4

/** Rows of a table of which a part says enough to be shown. */
const LONG = 50

/** Several get headings. */
export function renderMarkdowns(reports: readonly Named[], title?: string): string {
  const parts = title === undefined ? [] : [`# ${escaped(title)}\n`]
  if (reports.length === 1) return [...parts, renderMarkdown(reports[0]!.report)].join('\n')
  return [...parts, ...sectionsOf(reports).map(renderSection)].join('\n')
}

/** With a heading, and the verdict of every report. */
export function renderSection({ title, report, members }: Section): string {
  const heading = `## ${escaped(title)}\n\n`
  if (members.length === 1) return `${heading}${renderMarkdown(report)}`
  const verdicts = members.flatMap(({ name, report: { gate } }) => {
    if (gate === null) return []
    const grid = gateGrid(gate)
    return [`${draw({ ...grid, title: `${name}: ${grid.title}` })}\n\n`]
  })
  return [heading, ...verdicts, renderMarkdown(report)].join('')
}

export function renderMarkdown(report: Report): string {
  const { verdict, summary, tables, notes } = markdownParts(report)
  return `${[...verdict, ...summary, ...tables, ...notes].join('\n\n')}\n`
}

/** The parts of a report, each at most one block; the verdict of its gate comes first, and is not told again. */
export function markdownParts(report: Report): {
  verdict: string[]
  summary: string[]
  tables: string[]
  notes: string[]
} {
  const notes = notesOf(report).map((note) => `- ${escaped(note)}`)
  const sentences = summaryOf({ ...report, gate: null }).map((sentence) => `- ${escaped(sentence)}`)
  return {
    verdict: report.gate === null ? [] : [draw(gateGrid(report.gate))],
    summary:
      sentences.length === 0 ? [] : [[...sentences, ...(report.rows.length === 0 ? [] : ['', CAVEAT])].join('\n')],
    tables: gridsOf(report).map(draw),
    notes: notes.length === 0 ? [] : [notes.join('\n')],
  }
}

/** One grid. */
export function draw({ title, head, rows }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [`### ${escaped(title)}`, '', line(head), `|${head.map(() => '---:').join('|')}|`, ...rows.map(line)].join(
    '\n',
  )
}

/**
 * A long table with the first rows that there is room for, and a sentence that says how many are missing.
 * @param room bytes @returns null where the table is not long, or there is no room for a row
 */
export function shortened(table: string, room: number): string | null {
  const lines = table.split('\n')
  const [head, rows] = [lines.slice(0, HEAD_LINES), lines.slice(HEAD_LINES)]
  if (rows.length < LONG) return null
  const bytes = (line: string) => Buffer.byteLength(line) + 1
  const missing = (count: number) => `\n${count} of ${rows.length} rows left out`
  let left = room - [...head, missing(rows.length)].reduce((sum, line) => sum + bytes(line), 0)
  const end = rows.findIndex((row) => {
    left -= bytes(row)
    return left < 0
  })
  if (end === -1) return table
  return end === 0 ? null : [...head, ...rows.slice(0, end), missing(rows.length - end)].join('\n')
}

/** Text as it is, on one line: nothing in it is Markdown or HTML. */
export function escaped(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ').replace(/[\\|*_`]|<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&')
}
