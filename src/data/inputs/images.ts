/** Image columns → encoded files or pixels, one a row: bytes in the file, files beside it, or lists of numbers. */
import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { DataType, type RecordBatch, type Vector } from 'apache-arrow'
import { messageOf, systemCode } from '../../errors.js'
import type { Pixels } from '../../types.js'
import { isPixelGrid, isText } from '../columns/column-types.js'
import { atRow, columnData, type Place } from '../columns/place.js'
import { GLOB, locate } from '../files/source.js'
import { readPixels } from './pixels.js'

const AT_ONCE = 16 // files that are open together

/** The images of some rows. [to − from] */
export type ImageReader = (from: number, to: number) => Promise<(Uint8Array | Pixels)[]>

/**
 * @param folder where relative paths begin
 * @throws UserError for a row without an image, naming it and the path
 */
export function imageReader(batch: RecordBatch, place: Place, folder: string): ImageReader {
  if (batch.numRows > 0 && isPixelGrid(columnData(batch, place)!.type))
    return async (from, to) => readPixels(batch, place, from, to)
  const { bytes, paths } = partsOf(batch, place)
  const image = (row: number): Promise<Uint8Array> | Uint8Array => {
    const inside = bytes?.get(row) as Uint8Array | null | undefined
    if (inside?.length) return inside
    const path = paths?.get(row) as string | null | undefined
    if (!path) throw atRow(place, row, 'has no image bytes')
    return readImage(path, folder, place, row)
  }
  return async (from, to) => {
    const images: Uint8Array[] = []
    for (let row = from; row < to; row += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, to - row) }, async (_, i) => image(row + i))
      images.push(...(await Promise.all(rows)))
    }
    return images
  }
}

/** Where each image lies that is not in the file itself; null: it is. [rows] */
export function imagePaths(batch: RecordBatch, place: Place, folder: string): (string | null)[] {
  const { bytes, paths } = partsOf(batch, place)
  return Array.from({ length: batch.numRows }, (_, row) => {
    const inside = bytes?.get(row) as Uint8Array | null | undefined
    const path = paths?.get(row) as string | null | undefined
    return inside?.length || !path ? null : resolved(path, folder)
  })
}

/** The folder in which paths of a data file begin: its own, and of a folder or pattern that folder itself. */
export async function imageFolder(given: string): Promise<string> {
  const { path, kind } = await locate(given)
  if (kind === 'folder') return path
  let folder = dirname(path)
  while (GLOB.test(folder) && kind === 'glob') folder = dirname(folder)
  return folder
}

function partsOf(batch: RecordBatch, place: Place): { bytes: Vector | null; paths: Vector | null } {
  const column = batch.getChild(place.column)!
  columnData(batch, place)
  if (DataType.isStruct(column.type)) return { bytes: column.getChild('bytes'), paths: column.getChild('path') }
  return isText(column.type) ? { bytes: null, paths: column } : { bytes: column, paths: null }
}

function resolved(path: string, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}

async function readImage(path: string, folder: string, place: Place, row: number): Promise<Uint8Array> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw atRow(
      place,
      row,
      `is the address ${path}; expected an image file`,
      'download the images and give their paths',
    )
  const full = resolved(path, folder)
  try {
    const bytes = await readFile(full)
    if (bytes.length > 0) return bytes
  } catch (error) {
    if (NESTED.test(path)) throw nested(path, place, row)
    const isMissing = systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR'
    throw atRow(
      place,
      row,
      isMissing ? `names the image file ${full}, which is not there` : `names ${full}: ${messageOf(error)}`,
      'put the images where the paths lead; relative paths begin at the data file',
      'or write the dataset again with the images inside (datasets: save_to_disk)',
    )
  }
  throw atRow(place, row, `names the image file ${full}, which is empty`)
}

/** How lists of lists and objects begin in the text of a column, which files of lines keep of them. */
const NESTED = /^(\[\[|\{")/

function nested(text: string, place: Place, row: number): Error {
  const start = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return atRow(
    place,
    row,
    `is ${start}, nested values in a text file, which are not read; expected the path of an image file`,
    'write pixels and image bytes to Parquet or Arrow (datasets: to_parquet or save_to_disk)',
  )
}
