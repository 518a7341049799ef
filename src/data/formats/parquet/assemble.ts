/**
 * Levels and values → Arrow columns. A node has a place (slot) for each entry that begins one of its parent's items,
 * which repetition levels tell; it is null there unless the definition level reaches its own.
 * Source: Melnik et al., Dremel, PVLDB 2010, section 4.
 */
import { type Data, DataType, makeData, Null } from 'apache-arrow'
import { damaged } from './footer.js'
import { columnData, leafBuffers } from './leaf-buffers.js'
import type { LeafRows } from './leaf-rows.js'
import type { Leaf, Node } from './nodes.js'

/**
 * The column of a node.
 * @param rows by index of the leaf
 * @throws UserError (exit 3) when the parts of a row do not go together
 */
export function assemble(node: Node, rows: ReadonlyMap<number, LeafRows>, path: string, column: string): Data {
  const build = (at: Node): Data => {
    if (at.kind === 'leaf') return leafData(at.type, of(at.leaf), at.levels.slot)
    if (at.kind === 'list') return DataType.isFixedSizeList(at.type) ? sized(at) : list(at)
    return struct(at)
  }
  const of = (leaf: Leaf): LeafRows => rows.get(leaf.index)!
  const wrong = (why: string) => damaged(path, `column "${column}" ${why}`)

  const list = (at: Node & { kind: 'list' }): Data => {
    const { offsets, validity } = slotsOf(at, of(at.first))
    const item = build(at.item)
    if (item.length !== offsets[offsets.length - 1]) throw wrong('has lists whose parts have different lengths')
    return columnData(at.type, offsets.length - 1, validity.nulls, { offsets, bitmap: validity.bitmap }, [item])
  }

  /** Arrow keeps a place for the items of a null list of a fixed length; Parquet does not. */
  const sized = (at: Node & { kind: 'list' }): Data => {
    const { listSize } = at.type as DataType & { listSize: number }
    const leaf = of(at.first)
    const { offsets, validity } = slotsOf(at, leaf)
    const length = offsets.length - 1
    const isPresent = (row: number) => ((validity.bitmap?.[row >> 3] ?? 255) >> (row & 7)) & 1
    for (let row = 0; row < length; row++) {
      const found = offsets[row + 1]! - offsets[row]!
      if (isPresent(row) && found !== listSize)
        throw wrong(`has a list of ${found} items; its schema says that each has ${listSize}`)
    }
    const filled = validity.nulls === 0 ? leaf : padded(leaf, offsets, listSize)
    const item = leafData(at.item.type, filled, validity.nulls === 0 ? at.item.levels.slot : 0)
    if (item.length !== length * listSize) throw wrong('has lists with too few items')
    return columnData(at.type, length, validity.nulls, { bitmap: validity.bitmap }, [item])
  }

  const struct = (at: Node & { kind: 'struct' }): Data => {
    const { offsets, validity } = slotsOf(at, of(at.first))
    const children = at.children.map(build)
    const length = offsets.length - 1
    if (children.some((child) => child.length !== length)) throw wrong('has parts of different lengths')
    return columnData(at.type, length, validity.nulls, { bitmap: validity.bitmap }, children)
  }
  return build(node)
}

/** A column that is not read. */
export function emptyColumn(length: number): Data {
  return makeData({ type: new Null(), length })
}

interface Validity {
  nulls: number
  bitmap: Uint8Array | undefined // undefined: no nulls
}

/** Where the items of each slot begin [slots + 1], and which slots are null. */
function slotsOf(
  { levels }: Node,
  { leaf, entries, repetition, definition }: LeafRows,
): { offsets: Int32Array; validity: Validity } {
  const offsets = new Int32Array(entries + 1)
  const bitmap = new Uint8Array(Math.ceil(entries / 8))
  let slots = 0
  let items = 0
  let nulls = 0
  for (let e = 0; e < entries; e++) {
    const d = definition === null ? leaf.maxDefinition : definition[e]!
    const r = repetition === null ? 0 : repetition[e]!
    if (r <= levels.repetition && d >= levels.slot) {
      offsets[slots] = items
      if (d >= levels.present) bitmap[slots >> 3]! |= 1 << (slots & 7)
      else nulls++
      slots++
    }
    if (d > levels.present && r <= levels.repetition + 1) items++
  }
  offsets[slots] = items
  const validity = { nulls, bitmap: nulls === 0 ? undefined : bitmap.subarray(0, Math.ceil(slots / 8)) }
  return { offsets: offsets.subarray(0, slots + 1), validity }
}

/** The entries with `size` nulls, of level 0, in the place of each null list. */
function padded(rows: LeafRows, offsets: Int32Array, size: number): LeafRows {
  const { leaf, definition, repetition } = rows
  const slots = offsets.length - 1
  const levels = new Uint8Array(slots * size)
  let e = 0
  for (let slot = 0; slot < slots; slot++) {
    const count = offsets[slot + 1]! - offsets[slot]!
    for (let i = 0; i < count; i++)
      levels[slot * size + i] = definition === null ? leaf.maxDefinition : definition[e + i]!
    e += Math.max(count, 1)
  }
  return { ...rows, entries: levels.length, definition: levels, repetition }
}

function leafData(type: DataType, rows: LeafRows, slot: number): Data {
  const { leaf, entries, definition } = rows
  if (definition === null && DataType.isNull(type)) return emptyColumn(entries)
  if (definition === null) return columnData(type, entries, 0, leafBuffers(type, rows.values, null))
  let places = 0
  for (let e = 0; e < entries; e++) if (definition[e]! >= slot) places++
  if (DataType.isNull(type)) return emptyColumn(places)
  const present = new Uint8Array(places)
  const bitmap = new Uint8Array(Math.ceil(places / 8))
  let nulls = 0
  let n = 0
  for (let e = 0; e < entries; e++) {
    if (definition[e]! < slot) continue
    if (definition[e] === leaf.maxDefinition) {
      present[n] = 1
      bitmap[n >> 3]! |= 1 << (n & 7)
    } else nulls++
    n++
  }
  if (nulls === 0) return columnData(type, places, 0, leafBuffers(type, rows.values, null))
  return columnData(type, places, nulls, { ...leafBuffers(type, rows.values, present), bitmap })
}
