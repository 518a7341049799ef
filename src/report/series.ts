/** Which rows by dim stand in one column, and how their dims are written. */
import { familiesOf } from '../math/families.js'
import type { DimRow } from '../types.js'
import { groupBy } from './grid-shape.js'
import { onDataset, seriesName } from './labels.js'

/** Rows by the name of their column. */
export type Series = ReadonlyMap<string, readonly DimRow[]>

/** A column for each model, reduction and dataset; fixed-feature models that differ in their dim only (FF-8, FF-16, …) share one. */
export function groupBySeries(rows: readonly DimRow[]): Series {
  const name = ({ data: _, ...row }: DimRow) => seriesName(row)
  const families = familiesOf(rows.map((row) => ({ model: name(row), dim: row.dim })))
  return groupBy(rows, (row) => onDataset(families.get(name(row))!, row.data))
}

/** The dim, with a mark where the model was not trained at it. */
export function dimLabel({ dim, interpolated }: Pick<DimRow, 'dim' | 'interpolated'>): string {
  return interpolated ? `${dim}*` : String(dim)
}
