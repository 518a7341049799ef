/** What a format that is read has to bring. */

import type { Source } from '../files/source.js'
import type { RowFile } from '../row-file.js'

/** Opens what lies at another path, in whatever format that is: for folders and lists of files. */
export type Open = (given: string) => Promise<RowFile>

export interface Format {
  id: string
  name: string // for people
  /** By content where the content tells, else by the ending of the name. Formats are asked in their order. */
  matches(source: Source): boolean | Promise<boolean>
  /** @throws UserError (exit 3) for a damaged file; (exit 2) for a part that is not there */
  open(source: Source, open: Open): Promise<RowFile>
  /** The files whose contents make up the rows; without it, the one file at the path. */
  files?(source: Source): Promise<readonly string[]>
}
