/** Report → aligned tables for a terminal. */
import Table from 'cli-table3'
import type { Report } from '../types.js'
import { type Grid, gridsOf, notesOf } from './grid.js'

export function renderTable(report: Report): string {
  const parts = [...gridsOf(report).map(draw), ...notesOf(report)]
  return parts.length === 0 ? 'nothing was measured' : parts.join('\n')
}

const NO_BORDER = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
}
const RULES = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' }

function draw({ title, head, rows }: Grid): string {
  const table = new Table({
    chars: { ...NO_BORDER, ...RULES },
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 0 },
    colAligns: head.map(() => 'right' as const),
  })
  table.push([...head], ...rows.map((row) => [...row]))
  return `\n${title}\n${table.toString()}\n`
}
