/**
 * Reports → tables for LaTeX papers, with rules of booktabs. What Markdown says in sentences stands in comments. Nothing is bold:
 * that the highest number of a column differs from the next is for intervals and `compare` to say.
 */
import type { Report } from '../types.js'
import { DEFINITIONS, definitionsOf } from './definitions.js'
import { verdictLine } from './gate.js'
import { gridsOf, notesOf } from './grid.js'
import type { Grid } from './grid-shape.js'
import { latexText } from './latex-text.js'
import { type Section, sectionsOf } from './sections.js'
import { CAVEAT, summaryOf } from './summary.js'
import type { Named } from './titles.js'

/** Lines of a table that fit on a page; longer ones break across pages. */
const PAGE = 45

/** Columns that fit beside each other at the usual size. */
const WIDE = 6

/** A table, as it is named and told apart. */
interface Place {
  caption: string
  label: string
  notes: readonly string[] // below it
}

export function renderLatex(reports: readonly Named[], title?: string): string {
  const sections = sectionsOf(reports)
  const isLong = sections.some(({ report }) => gridsOf(report).some(({ rows }) => rows.length > PAGE))
  const head = [
    ...(title === undefined ? [] : [title]),
    `Tables for \\input{}; in the preamble: \\usepackage{booktabs${isLong ? ',longtable' : ''}}`,
  ]
  const counts = new Map<string, number>() // of tables so far, by command
  const parts = sections.map((section) => {
    const { report, title } = section
    const before = counts.get(report.command) ?? 0
    const tables = tablesOf(report, reports.length === 1 ? '' : title, before)
    counts.set(report.command, before + tables.length)
    return [comments([...(reports.length === 1 ? [] : [title]), ...wordsOf(section)]), ...tables].join('\n\n')
  })
  return `${[comments(head), ...parts].filter((part) => part !== '').join('\n\n')}\n`
}

function tablesOf(report: Report, title: string, before: number): string[] {
  const grids = gridsOf(report)
  const below = placed(notesOf(report), grids)
  return grids.map((grid, i) =>
    draw(grid, {
      caption: title === '' ? grid.title : `${title}. ${grid.title}`,
      label: `tab:${report.command}-${before + i + 1}`,
      notes: below[i]!,
    }),
  )
}

/** What is not for the paper but for who writes it: sentences, what metrics mean, and notes that have no table. */
function wordsOf({ report, members }: Section): string[] {
  const sentences = summaryOf({ ...report, gate: null })
  return [
    `mrl-eval ${report.tool.version} ${report.command}`,
    ...members.flatMap(({ name, report: { gate } }) =>
      gate === null ? [] : [`${members.length === 1 ? '' : `${name}: `}${verdictLine(gate)}`],
    ),
    ...sentences,
    ...(sentences.length === 0 || report.rows.length === 0 ? [] : [CAVEAT]),
    ...definitionsOf(report).map((key) => `${key}: ${DEFINITIONS[key]!.name}, ${DEFINITIONS[key]!.formula}`),
    ...(gridsOf(report).length === 0 ? notesOf(report) : []),
  ]
}

function comments(lines: readonly string[]): string {
  return lines.map((line) => `% ${line.replace(/\s+/g, ' ')}`).join('\n')
}

/** Notes by table: what explains a mark or names columns stands below every table that has them, all else below the last. */
export function placed(notes: readonly string[], grids: readonly Grid[]): string[][] {
  return grids.map((grid, i) =>
    notes.filter((note) => {
      const own = grids.map((other) => explains(note, other))
      return own.includes(true) ? explains(note, grid) : i === grids.length - 1
    }),
  )
}

function explains(note: string, { head, rows }: Grid): boolean {
  if (note.startsWith('* ')) return rows.some((cells) => cells.some((cell) => cell.endsWith('*')))
  const names = note.slice(0, Math.max(0, note.indexOf(':'))).split(/, | and /)
  return names.every((name) => head.includes(name))
}

/** One grid. */
function draw({ head, rows }: Grid, { caption, label, notes }: Place): string {
  const isNumeric = head.map((_, column) => rows.every((cells) => /^([<>±+−–-]? ?\d.*|–|-|)$/.test(cells[column]!)))
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`
  const names = line(head.map((name) => latexText(name)))
  const body = rows.map((cells) => line(cells.map((cell, i) => (isNumeric[i] ? number(cell) : latexText(cell)))))
  const columns = isNumeric.map((right) => (right ? 'r' : 'l')).join('')
  const size = head.length > WIDE ? '\\footnotesize\\setlength{\\tabcolsep}{4pt}' : '\\small'
  const named = `\\caption{${latexText(caption)}}\\label{${label}}`
  const below = notes.map((note) => `{\\footnotesize ${latexText(note)}\\par}`)
  const rule = ['\\toprule', names, '\\midrule']
  if (rows.length > PAGE)
    return [
      `\\begingroup${size}`,
      `\\begin{longtable}{${columns}}`,
      `${named}\\\\`,
      ...rule,
      '\\endfirsthead',
      ...rule,
      '\\endhead',
      '\\bottomrule',
      '\\endlastfoot',
      ...body,
      '\\end{longtable}',
      ...below.map((note) => `\\noindent${note}`),
      '\\endgroup',
    ].join('\n')
  return [
    '\\begin{table}[htbp]',
    `\\centering${size}`,
    named,
    `\\begin{tabular}{${columns}}`,
    ...rule,
    ...body,
    '\\bottomrule',
    '\\end{tabular}',
    ...(below.length === 0 ? [] : ['\\par\\smallskip']),
    ...below,
    '\\end{table}',
  ].join('\n')
}

/** A mark behind a number takes no width, so that digits stand below each other; a hyphen before it is a minus. */
function number(cell: string): string {
  const [, digits, gap, mark] = /^(.*\d)( ?)(\*| F)?\s*$/.exec(cell) ?? []
  if (digits === undefined) return latexText(cell)
  const written = latexText(digits.replace(/^-(?=\d)/, '−'))
  return mark === undefined ? written : `${written}\\rlap{${gap === '' ? '' : '\\,'}${mark.trim()}}`
}
