/** Reports → CSV, one line a value. RFC 4180. */
import type { Report } from '../types.js'
import { longTable, textOf } from './long-table.js'

export function renderCsv(reports: readonly Report[]): string {
  const columns = longTable(reports)
  const lines = columns[0]!.values.map((_, i) => columns.map(({ values }) => textOf(values[i]) ?? ''))
  return [columns.map(({ name }) => name), ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('')
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
