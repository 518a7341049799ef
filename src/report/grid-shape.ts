/** What tables are drawn from. */

/** Cells as text, right-aligned; the first row is the head. */
export interface Grid {
  title: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
}

/** Rows by key, in order of first appearance. */
export function groupBy<R>(rows: readonly R[], key: (row: R) => string): Map<string, R[]> {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const own = groups.get(key(row))
    if (own === undefined) groups.set(key(row), [row])
    else own.push(row)
  }
  return groups
}
