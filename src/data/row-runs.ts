/** Rows of a file that are wanted, as runs of rows that follow each other. */

/** Rows `first` … `end` − 1 of a file. */
export interface RowRun {
  first: number
  end: number
  place: number // of the first among the wanted rows
}

/**
 * @param wanted row numbers, ascending; null: all `rows` of the file
 * @param from how many of the wanted are left out, of the first
 */
export function rowRuns(wanted: readonly number[] | null, rows: number, from: number): RowRun[] {
  if (wanted === null) return from < rows ? [{ first: from, end: rows, place: from }] : []
  const runs: RowRun[] = []
  for (let place = from; place < wanted.length; place++) {
    const row = wanted[place]!
    const run = runs.at(-1)
    if (run?.end === row) run.end++
    else runs.push({ first: row, end: row + 1, place })
  }
  return runs
}

/** What of the runs lies in the rows `start` … `end` − 1. */
export function runsWithin(runs: readonly RowRun[], start: number, end: number): RowRun[] {
  return runs
    .filter((run) => run.first < end && run.end > start)
    .map((run) => {
      const first = Math.max(run.first, start)
      return { first, end: Math.min(run.end, end), place: run.place + first - run.first }
    })
}
