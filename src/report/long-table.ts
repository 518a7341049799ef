/**
 * Reports → columns with a line a value: every row key, then metric, value, interval, deviation and unit; of several reports,
 * first what each is called, and its command.
 */
import type { Named } from './titles.js'

export interface Column {
  name: string
  values: readonly unknown[] // null: missing. [lines]
}

/** What `compare` compares is the key `metric` in JSON and the column `compared` here, since no two columns may have one name. */
export function longTable(reports: readonly Named[]): Column[] {
  const lines = reports.flatMap(({ name, report: { command, rows } }) =>
    rows.flatMap(({ metrics, ...row }) => {
      const keys: Record<string, unknown> = reports.length === 1 ? row : { report: name, command, ...row }
      return Object.entries(metrics).map(([id, metric]) => ({ keys, id, metric }))
    }),
  )
  const names = [...new Set(lines.flatMap(({ keys }) => Object.keys(keys)))]
  const column = (name: string, valueIn: (line: (typeof lines)[number]) => unknown): Column => ({
    name,
    values: lines.map((line) => valueIn(line) ?? null),
  })
  return [
    ...names.map((name) => column(name === 'metric' ? 'compared' : name, ({ keys }) => keys[name])),
    column('metric', ({ id }) => id),
    column('value', ({ metric }) => metric.value),
    column('ci95_low', ({ metric }) => metric.ci95?.[0]),
    column('ci95_high', ({ metric }) => metric.ci95?.[1]),
    column('sd', ({ metric }) => metric.sd),
    column('unit', ({ metric }) => metric.unit),
  ]
}

/** A value as text, lists and tables as JSON; null where it is missing. */
export function textOf(value: unknown): string | null {
  if (value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
