/** Report → aligned tables for a terminal. */
import Table from 'cli-table3'
import type { Report } from '../types.js'
import { gridsOf, notesOf } from './grid.js'
import type { Grid } from './grid-shape.js'

export function renderTable(report: Report): string {
  const parts = [...gridsOf(report).map(draw), ...notesOf(report)]
  return parts.length === 0 ? 'nothing was measured' : parts.join('\n')
}

/** One rule under the head, and nothing else that is not a number. */
const CHARS = {
  ...Object.fromEntries(
    ['top', 'bottom'].flatMap((edge) =>
      [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`].map((part) => [part, '']),
    ),
  ),
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '─',
  'mid-mid': '─',
  middle: ' ',
}

/** One grid. */
export function draw({ title, head, rows }: Grid): string {
  const table = new Table({
    head: [...head],
    chars: CHARS,
    style: { head: [], border: [], compact: true, 'padding-left': 1, 'padding-right': 0 },
    colAligns: head.map(() => 'right' as const),
  })
  table.push(...rows.map((row) => [...row]))
  return `\n${title}\n${table.toString()}\n`
}
