/** Row groups cut into batches of bounded size. */
import type { Column } from './columns.js'
import type { Footer } from './footer.js'

/** Rows `from` to `to` of a row group, counted in it. */
export interface Slice {
  group: number
  from: number
  to: number
}

const BATCH = 16 * 2 ** 20 // bytes of values

/** Batches of about 16 MiB of values by the sizes in the footer, a row at least. */
export function planSlices({ groups }: Footer, columns: readonly Column[]): readonly Slice[] {
  return groups.flatMap(({ rows, chunks }, group) => {
    const leaves = columns.flatMap((column) => column.leaves)
    const bytes = leaves.reduce((sum, { index, width }) => {
      const { values, inflated } = chunks[index]!
      return sum + Math.max(inflated, values * width) // a dictionary makes chunks smaller than their values
    }, 0)
    const step = Math.max(1, Math.min(rows, Math.floor((rows * BATCH) / Math.max(bytes, 1))))
    return Array.from({ length: Math.ceil(rows / step) }, (_, i) => ({
      group,
      from: i * step,
      to: Math.min(rows, (i + 1) * step),
    }))
  })
}
