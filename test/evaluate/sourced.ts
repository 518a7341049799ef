/** Outcomes of a few rows for tests of comparisons. */
import type { SourcedOutcome } from '../../src/evaluate/contenders.js'
import type { SourcedOutcomes } from '../../src/evaluate/pairing.js'

/** Values by row, e.g. "1101" for right, right, wrong, right. */
export function outcome(model: string, dim: number, values: string | readonly number[], from = 'file'): SourcedOutcome {
  return {
    model,
    original: model,
    from,
    metric: 'top1',
    dim,
    interpolated: false,
    values: Float64Array.from(values, Number),
  }
}

/** Rows of one source. */
export function rowsOf(
  source: string,
  ids: readonly string[],
  labels: readonly number[],
  outcomes: readonly SourcedOutcome[],
): SourcedOutcomes {
  const measured = { data: null, database: null, distance: null }
  return { source, ids, labels: Int32Array.from(labels), outcomes, measured }
}
