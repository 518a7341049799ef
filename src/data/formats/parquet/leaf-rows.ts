/** The entries of a column's rows, from the pages that they lie in. */
import { dataError } from '../../../errors.js'
import type { Leaf } from './nodes.js'
import type { DataPage } from './page.js'
import type { Fixed, Spans } from './page-values.js'

/** Entries `first` to `last` of a page. */
export interface PagePart {
  page: DataPage
  first: number
  last: number
}

export interface LeafRows {
  leaf: Leaf
  entries: number
  repetition: Uint8Array | null // as in a page
  definition: Uint8Array | null
  values: Fixed | Bytes // of the entries of the highest definition level
}

/** Byte strings one after another. */
export interface Bytes {
  kind: 'bytes'
  offsets: Int32Array // [values + 1]
  bytes: Uint8Array
}

const MOST_BYTES = 2 ** 31 - 1 // Arrow's offsets are int32

/** Values `from` to `to` of a page. */
interface Range {
  page: DataPage
  from: number
  to: number
}

export function joinPages(parts: readonly PagePart[], leaf: Leaf): LeafRows {
  const entries = parts.reduce((sum, { first, last }) => sum + last - first, 0)
  const ranges = parts.map((part) => valuesOf(part, leaf))
  const values = leaf.type === 'BYTE_ARRAY' ? joinSpans(ranges, leaf) : joinFixed(ranges, leaf)
  const join = (kind: 'repetition' | 'definition', absent: number): Uint8Array | null => {
    if (parts.every(({ page }) => page[kind] === null)) return null
    const levels = new Uint8Array(entries)
    let at = 0
    for (const { page, first, last } of parts) {
      const found = page[kind]
      if (found === null) levels.fill(absent, at, at + last - first)
      else levels.set(found.subarray(first, last), at)
      at += last - first
    }
    return levels
  }
  return {
    leaf,
    entries,
    repetition: join('repetition', 0),
    definition: join('definition', leaf.maxDefinition),
    values,
  }
}

/** Values are fewer than entries where there are nulls or empty lists. */
function valuesOf({ page, first, last }: PagePart, { maxDefinition }: Leaf): Range {
  const { definition } = page
  if (definition === null) return { page, from: first, to: last }
  let from = 0
  for (let e = 0; e < first; e++) if (definition[e] === maxDefinition) from++
  let to = from
  for (let e = first; e < last; e++) if (definition[e] === maxDefinition) to++
  return { page, from, to }
}

function joinFixed(ranges: readonly Range[], { width }: Leaf): Fixed {
  const bytes = new Uint8Array(ranges.reduce((sum, { from, to }) => sum + (to - from) * width, 0))
  let at = 0
  for (const { page, from, to } of ranges) {
    bytes.set((page.values as Fixed).bytes.subarray(from * width, to * width), at)
    at += (to - from) * width
  }
  return { kind: 'fixed', width, bytes }
}

function joinSpans(ranges: readonly Range[], { path }: Leaf): Bytes {
  const offsets = new Int32Array(1 + ranges.reduce((sum, { from, to }) => sum + to - from, 0))
  let total = 0
  let n = 1
  for (const { page, from, to } of ranges) {
    const { lengths } = page.values as Spans
    for (let i = from; i < to; i++) {
      total += lengths[i]!
      if (total > MOST_BYTES) throw tooLarge(path)
      offsets[n++] = total
    }
  }
  const bytes = new Uint8Array(total)
  let at = 0
  for (const { page, from, to } of ranges) {
    const { source, starts, lengths } = page.values as Spans
    for (let i = from; i < to; i++) {
      bytes.set(source.subarray(starts[i]!, starts[i]! + lengths[i]!), at)
      at += lengths[i]!
    }
  }
  return { kind: 'bytes', offsets, bytes }
}

function tooLarge(column: string): Error {
  return dataError(
    'batch-too-large',
    `column "${column}" has more than 2 GiB in the rows of one batch`,
    'write the file again without dictionaries, or in smaller row groups',
  )
}
