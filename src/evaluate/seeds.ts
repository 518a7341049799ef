/** What was measured several times, each time with another seed. */
import type { MetricValue, Row } from '../types.js'

/** Rows of the same settings, one list a seed → their means with the sample deviation; one list stays as it is. */
export function overSeeds<R extends Row>(runs: readonly (readonly R[])[], reduction: string): R[] {
  const [first = [], ...others] = runs
  return first.map((row, i) => {
    const metrics = Object.entries(row.metrics).map(([id, metric]) => {
      const values = runs.map((rows) => rows[i]!.metrics[id]!.value)
      return [id, others.length === 0 ? metric : spread(values, metric)]
    })
    const { model, ...rest } = row
    return { model, reduction, ...rest, metrics: Object.fromEntries(metrics) } as R
  })
}

function spread(values: readonly (number | null)[], { unit }: MetricValue): MetricValue {
  const measured = values.filter((value) => value !== null)
  if (measured.length < values.length) return { value: null, ci95: null, unit }
  const mean = measured.reduce((sum, value) => sum + (value - measured[0]!), 0) / measured.length + measured[0]!
  const squares = measured.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { value: mean, ci95: null, sd: Math.sqrt(squares / (measured.length - 1)), unit }
}
