/** Reports → CSV, one line a value. RFC 4180. */
import { longTable, textOf } from './long-table.js'
import type { Named } from './titles.js'

export function renderCsv(reports: readonly Named[]): string {
  const columns = longTable(reports)
  const lines = columns[0]!.values.map((_, i) => columns.map(({ values }) => textOf(values[i]) ?? ''))
  return [columns.map(({ name }) => name), ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('')
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
