/** Files of nothing but vectors, whose ending says the type of their numbers. */
import { type Bytes, openBytes } from '../files/bytes.js'
import { requireNoPart, type Source } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import { arrayRows } from './array-rows.js'
import { NUMBERS, type NumberType } from './number-type.js'

/** How vectors lie in a file. */
export interface VectorLayout {
  rows: number
  width: number
  /** The numbers of `count` rows from `start` on, without what stands between them. */
  read(start: number, count: number): Promise<Uint8Array>
}

/**
 * @param types by ending
 * @param layoutOf reads what the file says of itself; `size` is the bytes of a number
 * @throws UserError (exit 3) for a damaged file; (exit 2) for a part, which it has not
 */
export async function openVectors(
  source: Source,
  types: Readonly<Record<string, NumberType>>,
  layoutOf: (bytes: Bytes, size: number) => Promise<VectorLayout>,
): Promise<RowFile> {
  requireNoPart(source)
  const { path } = source
  const type = types[path.slice(path.lastIndexOf('.')).toLowerCase()]!
  const bytes = await openBytes(path)
  try {
    const { rows, width, read } = await layoutOf(bytes, NUMBERS[type].size)
    const columns = [{ name: 'embedding', type, shape: [width], read }]
    return arrayRows({ path, rows, columns, close: () => bytes.close() })
  } catch (error) {
    await bytes.close()
    throw error
  }
}
