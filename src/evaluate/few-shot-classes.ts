/** Which shot counts the classes have rows for, and what is left out for want of rows. */
import { dataError, usageError } from '../errors.js'
import type { Notice } from '../types.js'
import type { ClassRows } from './few-shot-draws.js'

/** Shot counts of MRL's figures (arXiv 2205.13147). */
export const DEFAULT_SHOTS: readonly number[] = [1, 3, 5, 7, 9]

/** What can be asked for of these classes. */
export interface ShotPlan {
  shots: readonly number[]
  isAsked: (own: ClassRows, n: number) => boolean // whether queries of the class are left when n rows are learnt from
}

/**
 * Default shot counts that the classes have too few rows for are left out; others are errors.
 * @param queryClasses classes that queries are of
 * @param paths of the database and the queries
 * @throws UserError (exit 3) when the database has one class only, or none of the queries' classes; (exit 2) when two classes
 * do not have the rows, no query is left, or fewer classes are than `ways`
 */
export function planShots(
  classes: readonly ClassRows[],
  queryClasses: ReadonlySet<number>,
  { shots, ways, oneFile }: { shots: readonly number[] | null; ways: number | null; oneFile: boolean },
  [database, queries]: readonly [string, string],
): ShotPlan {
  if (classes.length < 2)
    throw dataError('one-class', `${database} has rows of 1 class; the nearest of several means needs at least 2`)
  if (!classes.some(({ label }) => queryClasses.has(label)))
    throw dataError('classes-apart', `no query of ${queries} is of a class that ${database} has rows of`)
  const isAsked = (own: ClassRows, n: number) => {
    return oneFile ? own.rows.length > n : own.rows.length >= n && queryClasses.has(own.label)
  }
  const most = mostShots(classes, isAsked)
  if (most === 0)
    throw dataError('too-few-rows', `${database} has no two classes with rows to learn from and a query besides`)
  const fitting = (shots ?? DEFAULT_SHOTS).filter((n) => shots !== null || n <= most)
  for (const n of fitting) {
    if (n > most)
      throw usageError(
        'shots-above',
        `--shots has ${n}; ${database} has such rows of two classes and a query besides for at most ${most}`,
        `--shots ${most}`,
      )
    const asked = classes.filter((own) => isAsked(own, n)).length
    if (ways !== null && ways > asked)
      throw usageError(
        'ways-above',
        `--ways has ${ways}; ${asked} classes have ${n} rows in ${database} and a query besides`,
        asked < 2 ? 'fewer --shots' : `--ways ${asked}`,
      )
  }
  return { shots: fitting, isAsked }
}

/** The largest n for which two classes have rows, and one of those has queries. 0: there is none. */
function mostShots(classes: readonly ClassRows[], isAsked: ShotPlan['isAsked']): number {
  const second = classes.map(({ rows }) => rows.length).toSorted((a, b) => b - a)[1]!
  for (let n = second; n > 0; n--) if (classes.some((own) => isAsked(own, n))) return n
  return 0
}

/** What is said of classes with too few rows, and of queries whose class has none. */
export function leftOut(
  classes: readonly ClassRows[],
  queryLabels: Int32Array,
  shots: readonly number[],
  name: string,
): Notice[] {
  const counts = new Map(classes.map(({ label, rows }) => [label, rows.length]))
  const parts = shots.flatMap((n) => {
    const few = classes.filter(({ rows }) => rows.length < n).length
    const rows = queryLabels.filter((label) => counts.has(label) && counts.get(label)! < n).length
    return few === 0 ? [] : [`${few} of ${classes.length} at ${n} shots (${rows} queries)`]
  })
  const strange = queryLabels.filter((label) => !counts.has(label)).length
  const warnings: Notice[] = []
  if (parts.length > 0)
    warnings.push({
      code: 'few-rows',
      message: `${name}: classes with too few rows in the database are left out with their queries: ${parts.join(', ')}`,
    })
  if (strange > 0)
    warnings.push({
      code: 'no-support',
      message: `${strange} of ${queryLabels.length} queries of ${name} are of classes without rows in the database and are left out`,
    })
  return warnings
}
