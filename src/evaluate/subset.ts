/** Some classes of a dataset: only they compete, and only their rows count. */
import { dataError } from '../errors.js'
import { type EmbeddingTable, type Notice, UNKNOWN } from '../types.js'
import { restrictClasses } from './restrict.js'

export interface Subset {
  path: string
  members: Int32Array // class numbers
}

/** A table whose logits are restricted to the subset. */
export interface SubsetTable {
  table: EmbeddingTable
  /** Labelled rows of other classes, counted while the table is read. */
  others(): number
}

/** @throws UserError (exit 3) when the table holds no logits */
export function restrictTo(table: EmbeddingTable, { members, path }: Subset): SubsetTable {
  const isMember = new Set(members)
  let others = 0
  const counted: EmbeddingTable = {
    ...table,
    async *batches() {
      others = 0
      for await (const batch of table.batches()) {
        for (const label of batch.labels) if (label !== UNKNOWN && !isMember.has(label)) others++
        yield batch
      }
    },
  }
  return { table: restrictClasses(counted, members, path), others: () => others }
}

/** What is said of rows of other classes. @throws UserError (exit 3) when there are no rows but these */
export function otherClasses({ path, members }: Subset, others: number, left: number, what: string): Notice[] {
  if (left === 0 && others > 0)
    throw dataError('subset-no-rows', `no row of ${what} is of one of the ${members.length} classes in ${path}`)
  if (others === 0) return []
  const message = `${others} rows of ${what} are of classes that ${path} does not name, and are left out`
  return [{ code: 'other-classes', message }]
}
