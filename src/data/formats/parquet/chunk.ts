/** The values of one column in one row group, of any range of its rows. */
import type { FileHandle } from 'node:fs/promises'
import type { PageHeader } from 'hyparquet'
import { messageOf, UserError } from '../../../errors.js'
import { readAt } from '../../files/read.js'
import type { Codecs } from './codecs.js'
import { damaged, type Footer } from './footer.js'
import { joinPages, type LeafRows, type PagePart } from './leaf-rows.js'
import type { Leaf } from './nodes.js'
import {
  type DataPage,
  entriesOf,
  readDataPage,
  readDictionary,
  readHeader,
  requireChecksum,
  requireSoundSizes,
} from './page.js'
import type { PageValues } from './page-values.js'
import { ThriftCut } from './thrift.js'

export interface Chunk {
  leaf: Leaf
  /** Rows `from` to `to` of the row group. @throws UserError (exit 3) when a page is damaged */
  take(from: number, to: number): Promise<LeafRows>
}

interface ChunkPlace {
  handle: FileHandle
  path: string
  leaf: Leaf
  codecs: Codecs
  footer: Footer
  group: number
}

/** Where a page is, and what comes before it. The row in which a page begins may have begun before it. */
interface Spot {
  at: number // byte of the header
  rows: number // begun before it
  entries: number // before it
}

const FIRST_LOOK = 2 ** 15 // bytes; a header has some dozens, unless it has statistics of long values
const LONGEST_HEADER = 2 ** 24

export function openChunk({ handle, path, leaf, codecs, footer, group }: ChunkPlace): Chunk {
  const chunk = footer.groups[group]!.chunks[leaf.index]!
  const codec = codecs.get(chunk.codec)!
  const spots: Spot[] = [{ at: chunk.start, rows: 0, entries: 0 }]
  let dictionary: PageValues | null = null
  let kept: { at: number; page: DataPage } | null = null // batches share the page at their border

  /** The page's header and its bytes, which are read only where they are wanted. */
  const pageAt = async (at: number): Promise<{ header: PageHeader; end: number; bytes: () => Promise<Uint8Array> }> => {
    for (let look = FIRST_LOOK; ; look *= 16) {
      const length = Math.min(look, LONGEST_HEADER, chunk.end - at)
      const head = await readAt(handle, at, length, path)
      try {
        const { page: header, length: start } = readHeader(head)
        requireSoundSizes(header, chunk.end - at - start, chunk.inflated)
        const end = at + start + header.compressed_page_size
        const bytes = async () => {
          const payload =
            end - at <= head.length
              ? head.subarray(start, end - at)
              : await readAt(handle, at + start, header.compressed_page_size, path)
          requireChecksum(header, payload)
          return payload
        }
        return { header, end, bytes }
      } catch (error) {
        if (!(error instanceof ThriftCut) || at + length === chunk.end || look >= LONGEST_HEADER) throw error
      }
    }
  }

  /** Reads the page at a spot, unless `from` lies behind it, and notes where the next one is. */
  const visit = async (s: number, from: number): Promise<DataPage | null> => {
    const { at, rows, entries: before } = spots[s]!
    if (at >= chunk.end) throw new Error(`the column ends after ${before} of ${chunk.values} values`)
    const { header, end, bytes } = await pageAt(at)
    if (header.type === 'DICTIONARY_PAGE' || header.type === 'INDEX_PAGE') {
      if (header.type === 'DICTIONARY_PAGE') dictionary = readDictionary(header, await bytes(), leaf, codec)
      spots[s] = { at: end, rows, entries: before }
      return visit(s, from)
    }
    if (header.type !== 'DATA_PAGE' && header.type !== 'DATA_PAGE_V2') throw new Error('it is a page of unknown kind')
    const entries = entriesOf(header, chunk.values - before)
    const isFlat = leaf.maxRepetition === 0
    if (isFlat && rows + entries <= from) {
      spots[s + 1] = { at: end, rows: rows + entries, entries: before + entries }
      return null
    }
    const page = kept?.at === at ? kept.page : readDataPage(header, await bytes(), entries, leaf, codec, dictionary)
    kept = { at, page }
    spots[s + 1] = { at: end, rows: rows + rowsBegun(page), entries: before + entries }
    return page
  }

  const take = async (from: number, to: number): Promise<LeafRows> => {
    const parts: PagePart[] = []
    let s = spots.findLastIndex(({ rows }) => rows <= from)
    try {
      for (; spots[s]!.entries < chunk.values; s++) {
        const { rows } = spots[s]!
        if (leaf.maxRepetition === 0 && rows >= to) break
        const page = await visit(s, from)
        if (page === null) continue
        const first = parts.length > 0 ? 0 : entryOfRow(page, from - rows)
        const last = entryOfRow(page, to - rows)
        if (last > first) parts.push({ page, first, last })
        if (last < page.entries) break
      }
      return joinPages(parts, leaf)
    } catch (error) {
      if (error instanceof UserError) throw error
      throw damaged(path, `column "${leaf.path}": the page at byte ${spots[s]!.at} cannot be read: ${messageOf(error)}`)
    }
  }
  return { leaf, take }
}

function rowsBegun({ repetition, entries }: DataPage): number {
  if (repetition === null) return entries
  let rows = 0
  for (let e = 0; e < entries; e++) if (repetition[e] === 0) rows++
  return rows
}

/** The entry with which row `n` of those that begin in the page begins; the number of entries when none does. */
function entryOfRow({ repetition, entries }: DataPage, n: number): number {
  if (repetition === null) return Math.min(n, entries)
  let entry = repetition.indexOf(0)
  for (let row = 0; row < n && entry !== -1; row++) entry = repetition.indexOf(0, entry + 1)
  return entry === -1 ? entries : entry
}
