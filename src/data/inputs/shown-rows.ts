/** Some rows of a file by their numbers, as people know them: ids, and images or texts where there are any. */
import type { Schema } from 'apache-arrow'
import { UserError } from '../../errors.js'
import type { Pixels } from '../../types.js'
import { findColumn, type ToldColumns } from '../columns/columns.js'
import { readKeys } from '../columns/keys.js'
import { openRows } from '../formats/index.js'
import { imageFolder } from './images.js'
import { type InputColumns, inputColumns } from './input-columns.js'
import { inputReader } from './input-reader.js'

/** A row that can be shown. */
export interface ShownRow {
  id: string // row number without an id column
  image: Uint8Array | Pixels | null
  text: string | null
}

/**
 * Only the record batches that hold a wanted row are read.
 * @param rows row numbers in any order, below the rows of the file
 * @returns by row number
 * @throws UserError (exit 3) when the file cannot be read
 */
export async function readShownRows(
  path: string,
  told: ToldColumns,
  rows: readonly number[],
): Promise<Map<number, ShownRow>> {
  const file = await openRows(path)
  try {
    const columns = shownColumn(file.schema, told, path)
    const id = findColumn(file.schema, 'id', told, path)?.name ?? null
    const wanted = [id, columns?.input, columns?.title].filter((name) => typeof name === 'string')
    const folder = columns?.kind === 'images' ? await imageFolder(path) : ''
    const shown = new Map<number, ShownRow>()
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!) {
      const end = firstRow + file.batchRows[i]!
      const own = [...new Set(rows)].filter((row) => row >= firstRow && row < end)
      if (own.length === 0) continue
      const batch = await file.read(i, wanted)
      const { ids } = readKeys(batch, path, { id, label: null }, null, firstRow)
      const reader = columns === null ? null : inputReader(batch, { path, columns, folder, firstRow }, null)
      for (const row of own) {
        const at = row - firstRow
        const inputs = await reader?.read(at, at + 1)
        const image = inputs?.kind === 'images' ? copied(inputs.files[0]!) : null
        shown.set(row, { id: ids[at]!, image, text: inputs?.kind === 'texts' ? inputs.texts[0]! : null })
      }
    }
    return shown
  } finally {
    await file.close()
  }
}

/** Bytes that stay when the file is closed. */
function copied(image: Uint8Array | Pixels): Uint8Array | Pixels {
  return image instanceof Uint8Array ? image.slice() : { ...image, values: image.values.slice() }
}

/** The column that people look at: images, else texts; one that was told goes first. Of two that fit alike none is shown. */
function shownColumn(schema: Schema, told: ToldColumns, path: string): InputColumns | null {
  const kinds = told.text === undefined ? (['images', 'texts'] as const) : (['texts', 'images'] as const)
  for (const kind of kinds) {
    try {
      const found = inputColumns(schema, told, path, kind)
      if (found?.kind === kind) return found
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'column-ambiguous')) throw error
    }
  }
  return null
}
