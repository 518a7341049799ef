/** What an evaluating command reads, and what its work takes: said once, for the command itself and for `run`, which looks ahead. */
import { type AskedDims, chooseDims } from '../evaluate/dims.js'
import type { Dims } from '../types.js'
import type { ModelFlagValues } from './flags/model-flags.js'
import type { NamedPath } from './flags/path-flags.js'
import type { Cost } from './run/costs/cost.js'
import { type NamedModel, resolveModels } from './tables/models.js'
import type { Reading, TableRole } from './tables/reading.js'
import type { TableShape } from './tables/shapes.js'
import type { TableSource } from './tables/tables.js'

export interface Plan {
  flags: ModelFlagValues
  models: NamedPath[] // []: all is read as it stands
  readings: readonly Reading[] // of every model
  costs: readonly Cost[] // of every model, besides making tables and reading them
  /** What rules may speak of. @throws UserError (exit 2) for a table that is not as the evaluation needs it */
  foresee(reading: Reading, shape: TableShape, name: string): Foreseen
}

/** What is known of results before they are measured. */
export interface Foreseen {
  dims: Dims // of rows that have a model and a dim, and no other choice of these
  ks: readonly number[] | null // lengths of lists; null: the flags say them, or there are none
}

export const NOTHING_FORESEEN: Foreseen = { dims: [], ks: null }

/** Rows of the dims that are asked of the tables of a role. */
export function atDims(role: TableRole, asked: AskedDims): Plan['foresee'] {
  return (reading, { dims, width }, name) =>
    reading.role === role
      ? { dims: chooseDims(asked, dims, width, name).map(({ dim }) => dim), ks: null }
      : NOTHING_FORESEEN
}

/** Dims are held against the tables of a role; which rows there will be is not known. */
export function cutAt(role: TableRole, asked: AskedDims): Plan['foresee'] {
  const rowsOf = atDims(role, asked)
  return (...table) => {
    rowsOf(...table)
    return NOTHING_FORESEEN
  }
}

/** Tables as one run opens them, by its flags. */
export type TablesFor = (flags: ModelFlagValues) => Promise<TableSource>

/** Every model that the readings go through; null alone: there is none. */
export async function modelsOf({ models }: Pick<Plan, 'models'>): Promise<readonly (NamedModel | null)[]> {
  const found = await resolveModels(models)
  return found.length > 0 ? found : [null]
}
