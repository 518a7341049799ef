/** Parquet files, as the Hugging Face Hub, pandas, polars and pyarrow write them, told by their first bytes. */
import { withVectors } from '../columns/numbered.js'
import { beginsWith, requireNoPart } from '../files/source.js'
import type { Format } from './format.js'

export const parquet: Format = {
  id: 'parquet',
  name: 'Parquet file',
  matches: (source) => source.kind === 'file' && (beginsWith(source, 'PAR1') || beginsWith(source, 'PARE')),
  open: async (source) => {
    requireNoPart(source)
    const { openParquet } = await import('./parquet/open.js')
    return withVectors(await openParquet(source.path))
  },
}
