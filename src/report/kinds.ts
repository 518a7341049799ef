/** What the rows of a report are of, and what they were measured on. */
import type {
  AdviceRow,
  CascadeRow,
  DifferenceRow,
  DimRow,
  InputFacts,
  Report,
  RetrievalRow,
  RunRow,
} from '../types.js'

/** Rows by what their keys say they are of. */
export function kindsOf({ rows: all }: Report): {
  settings: RetrievalRow[]
  runs: RunRow[]
  cascades: CascadeRow[]
  differences: DifferenceRow[]
  dims: DimRow[]
  advice: AdviceRow[]
} {
  const rows = all.filter((row) => !('fits' in row)) // advice has the keys of the rows that it is about
  return {
    advice: all.filter((row): row is AdviceRow => 'fits' in row),
    settings: rows.filter((row): row is RetrievalRow => 'shortlist' in row),
    runs: rows.filter((row): row is RunRow => 'run' in row),
    cascades: rows.filter((row): row is CascadeRow => 'policy' in row),
    differences: rows.filter((row): row is DifferenceRow => 'against' in row),
    dims: rows.filter((row): row is DimRow => 'dim' in row && !('against' in row)),
  }
}

/** What was scored, e.g. "3072 queries, 8192 database rows, cosine"; that only judged queries were is told where others are there. */
export function contextOf({ inputs, parameters, warnings }: Report): string {
  const count = (role: InputFacts['role'], noun: string) => {
    const rows = inputs.filter((input) => input.role === role).map((input) => input.rows)
    return rows.length === 0 ? [] : [`${rows.join(' + ')} ${noun}`]
  }
  const areAllJudged = warnings.every(({ code }) => code !== 'unjudged-queries')
  const measured = [
    ...count('data', 'rows'),
    ...count('queries', areAllJudged ? 'queries' : 'queries (those with judgments)'),
    ...count('database', 'database rows'),
  ]
  const distance = typeof parameters.distance === 'string' ? [parameters.distance] : []
  return [...(measured.length > 0 ? measured : count('outcomes', 'rows')), ...distance].join(', ')
}
