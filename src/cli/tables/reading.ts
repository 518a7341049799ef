/** What a command reads: rows of a file, as they stand or put through its models. */
import type { Role, ToldColumns } from '../../data/columns/columns.js'
import { SCORES_ONLY, type Wanted } from '../../model/encode.js'
import { toldColumns } from '../flags/flags.js'

/** What tables are opened for. */
export type TableRole = 'database' | 'queries' | 'data' | 'holdout' | 'train'

/** The roles whose heads are scored. */
export const SCORED: ReadonlySet<TableRole> = new Set(['data', 'holdout'])

/** Rows of a file that are read in one way. */
export interface Reading {
  role: TableRole
  path: string
  name: string | null // of the data or query set, as rows call it
  columns: ToldColumns
  labels: string | null // path, of a file that brings none itself
  wanted: Wanted // of a model; what is stored comes with all of its rows
  of: number | null // rows of the file, where only some are wanted
  tta: Wanted['tta'] | null // what stored heads must have been read with; null: the command has no --tta
}

const LABEL_FLAGS = {
  database: 'database-labels',
  queries: 'queries-labels',
  data: 'labels',
  holdout: 'holdout-labels',
  train: 'train-labels',
} as const satisfies Record<TableRole, string>

/** Values of the flags that say how rows are read. */
export interface ReadingFlags extends Partial<Record<(typeof LABEL_FLAGS)[TableRole], string | undefined>> {
  column: (readonly [Role, string])[] | undefined
}

/** All rows, with the columns and labels of the flags. @param more what is otherwise */
export function reading(role: TableRole, path: string, flags: ReadingFlags, more: Partial<Reading> = {}): Reading {
  return {
    role,
    path,
    name: null,
    columns: toldColumns(flags.column ?? []),
    labels: flags[LABEL_FLAGS[role]] ?? null,
    wanted: SCORES_ONLY,
    of: null,
    tta: null,
    ...more,
  }
}

/** The flag with the labels of a role. */
export function labelsFlag(role: TableRole): string {
  return `--${LABEL_FLAGS[role]}`
}
