/** What a part of an evaluation takes, told from small pieces of the work. */
import { type AskedDims, chooseDims } from '../../../evaluate/dims.js'
import type { Dims } from '../../../types.js'
import type { TableRole } from '../../tables/reading.js'
import type { Machine } from '../pace/sample.js'

/** A table as an evaluation will have it. */
export interface ForeseenTable {
  role: TableRole
  path: string
  rows: number
  width: number // D
  dims: Dims | null // declared
  classes(): Promise<number>
}

/** What of one model is known before its work starts. */
export interface Scene {
  name: string // of the model, else of what is read
  tables: readonly ForeseenTable[]
  machine: Machine
}

/** Of one model. Bytes: of memory, besides model and program. */
export type Cost = (scene: Scene) => Promise<{ seconds: number; bytes: number }>

export function tableOf({ tables }: Scene, role: TableRole): ForeseenTable {
  return tables.find((table) => table.role === role)!
}

export function dimsOf({ path, dims, width }: ForeseenTable, asked: AskedDims): Dims {
  return chooseDims(asked, dims, width, path).map(({ dim }) => dim)
}
