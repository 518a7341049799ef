/** What texts and images are like, row by row. */
import type { RecordBatch } from 'apache-arrow'
import { hashWords, repeats } from '../../math/row-hash.js'
import type { Pixels } from '../../types.js'
import type { Place } from '../columns/place.js'
import { imageReader } from '../inputs/images.js'
import { readTexts } from '../inputs/texts.js'

export interface TextFacts {
  rows: number
  emptyRows: number
  duplicateRows: number // that are equal to a row before them
  meanLength: number | null // characters; null without rows
  maxLength: number // characters
}

export interface ImageFacts {
  sampled: number // rows that were looked at, the first of the file
  formats: Readonly<Record<string, number>> // rows by how they are encoded; "pixels" without encoding
  bytes: { min: number; mean: number; max: number } | null // as they are stored; null without rows
}

export interface Counter<Facts> {
  /** @throws UserError for rows that cannot be read */
  add(batch: RecordBatch, place: Place): Promise<void>
  facts(): Facts
}

/** @param rows of the file */
export function openTextCounter(rows: number): Counter<TextFacts> {
  const hashes = new Float64Array(rows)
  let [seen, empty, total, longest] = [0, 0, 0, 0]
  return {
    async add(batch, place) {
      for (const text of readTexts(batch, place, null, 0, batch.numRows)) {
        const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
        const length = units.reduce((sum, unit) => (isLowSurrogate(unit) ? sum : sum + 1), 0)
        hashes[seen++] = hashWords(units)
        if (text.trim() === '') empty++
        total += length
        longest = Math.max(longest, length)
      }
    },
    facts: () => ({
      rows: seen,
      emptyRows: empty,
      duplicateRows: repeats(hashes.subarray(0, seen)),
      meanLength: seen === 0 ? null : total / seen,
      maxLength: longest,
    }),
  }
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

const SAMPLE = 1000 // rows; images beside the file are read one by one

/** @param folder where relative paths begin */
export function openImageCounter(folder: string): Counter<ImageFacts> {
  const formats: Record<string, number> = {}
  let [sampled, total, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0]
  return {
    async add(batch, place) {
      const rows = Math.min(batch.numRows, SAMPLE - sampled)
      if (rows <= 0) return
      for (const image of await imageReader(batch, place, folder)(0, rows)) {
        const format = formatOf(image)
        const bytes = image instanceof Uint8Array ? image.length : image.values.length
        formats[format] = (formats[format] ?? 0) + 1
        sampled++
        total += bytes
        min = Math.min(min, bytes)
        max = Math.max(max, bytes)
      }
    },
    facts: () => ({ sampled, formats, bytes: sampled === 0 ? null : { min, mean: total / sampled, max } }),
  }
}

/** How image files begin (latin-1). */
const MAGIC: readonly [name: string, begins: RegExp][] = [
  ['png', /^\x89PNG/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8/],
  ['webp', /^RIFF.{4}WEBP/s],
  ['tiff', /^(II\*\0|MM\0\*)/],
  ['avif', /^.{4}ftypavi[fs]/s],
  ['svg', /^\s*<(\?xml|svg|!)/],
  ['bmp', /^BM/],
]

/** What no model gets to see of these images, and what to do. */
export function unreadImages({ sampled, formats: { bmp = 0, unknown = 0 } }: ImageFacts): string[] {
  const rows = (count: number) => `in ${count} of its first ${sampled} rows`
  return [
    ...(bmp > 0 ? [`BMP images ${rows(bmp)}, which are not read; convert them to PNG`] : []),
    ...(unknown > 0 ? [`what is no known image ${rows(unknown)}; expected PNG, JPEG or the like`] : []),
  ]
}

function formatOf(image: Uint8Array | Pixels): string {
  if (!(image instanceof Uint8Array)) return 'pixels'
  const head = Buffer.from(image.subarray(0, 12)).toString('latin1')
  return MAGIC.find(([, begins]) => begins.test(head))?.[0] ?? 'unknown'
}
