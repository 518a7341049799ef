/**
 * Reports → CSV, one line a value: every row key, then metric, value, interval and unit; of several reports, the command first. RFC 4180. What `compare` compares is the
 * key `metric` in JSON and the column `compared` here, since no two columns may have one name.
 */
import type { Report } from '../types.js'

export function renderCsv(reports: readonly Report[]): string {
  const rows = reports.flatMap((report) =>
    reports.length === 1 ? report.rows : report.rows.map((row) => ({ command: report.command, ...row })),
  )
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((key) => key !== 'metrics')
  const heads = keys.map((key) => (key === 'metric' ? 'compared' : key))
  const lines = [[...heads, 'metric', 'value', 'ci95_low', 'ci95_high', 'sd', 'unit']]
  for (const row of rows) {
    const values: Record<string, unknown> = { ...row }
    for (const [id, { value, ci95, sd, unit }] of Object.entries(row.metrics)) {
      lines.push([
        ...keys.map((key) => cell(values[key])),
        id,
        cell(value),
        cell(ci95?.[0]),
        cell(ci95?.[1]),
        cell(sd),
        unit,
      ])
    }
  }
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
