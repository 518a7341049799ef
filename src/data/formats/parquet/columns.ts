/** The columns of a Parquet file, as the Arrow fields that they become. */
import { DataType, Field, FixedSizeList, type List, Null, type Schema } from 'apache-arrow'
import { dataError, messageOf } from '../../../errors.js'
import { UNSUPPORTED } from '../../row-file.js'
import { codecIsKnown } from './codecs.js'
import { damaged, type Footer, type Group } from './footer.js'
import { countLeaves, type Leaf, type Node, nodeOf, type Tree, treesOf } from './nodes.js'

/** A top-level column. */
export interface Column {
  field: Field
  node: Node | null // null: of a type or codec that is not read
  leaves: readonly Leaf[]
}

/**
 * The columns of a file. One of a type or compression that is not read (INT96, DECIMAL, LZO) becomes a column of nulls,
 * whose field says so in its metadata as `unsupported`: it fits no role, and asking for it by name is an error.
 * @param stored the Arrow schema that the file was written from, which alone says that lists have one length
 * @throws UserError (exit 3) when the schema is damaged, or no column of it can be read
 */
export function columnsOf(footer: Footer, stored: Schema | null, path: string): readonly Column[] {
  let columns: readonly Column[]
  try {
    columns = soundColumns(footer, stored)
  } catch (error) {
    throw damaged(path, messageOf(error))
  }
  if (columns.every(({ node }) => node === null)) throw unsupported(columns, path)
  return columns
}

function soundColumns(footer: Footer, stored: Schema | null): readonly Column[] {
  const trees = treesOf(footer.schema)
  const leafCount = trees.reduce((sum, tree) => sum + countLeaves(tree), 0)
  const columns = trees.map((tree): Column => {
    const nullable = tree.element.repetition_type !== 'REQUIRED'
    const node = nodeOf(tree, { repetition: 0, slot: 0, present: 0 })
    const why = typeof node === 'string' ? node : codecOf(tree, footer.groups)
    const name = tree.element.name
    if (typeof node === 'string' || why !== null)
      return {
        field: new Field(name, new Null(), true, new Map([[UNSUPPORTED, String(why)]])),
        node: null,
        leaves: [],
      }
    const sized = withLength(node, stored?.fields.find((field) => field.name === name)?.type ?? null)
    return { field: new Field(name, sized.type, nullable), node: sized, leaves: leavesOf(sized) }
  })
  requireSoundChunks(footer.groups, leafCount, columns)
  return columns
}

/** The error for columns of types that are not read. */
export function unsupported(columns: readonly Column[], path: string): Error {
  const list = columns.map(({ field }) => `"${field.name}" (${field.metadata.get(UNSUPPORTED)})`).join(', ')
  return dataError(
    'parquet-type',
    `${path}: columns of types or compressions that are not read: ${list}`,
    'write it again with numbers, lists, text or binary values, compressed by snappy, zstd, gzip, lz4 or brotli',
  )
}

/** A list of numbers for which the Arrow schema has a length. */
function withLength(node: Node, stored: DataType | null): Node {
  if (node.kind !== 'list' || node.item.kind !== 'leaf' || stored === null) return node
  if (!DataType.isFixedSizeList(stored) || !(stored.listSize > 0)) return node
  return { ...node, type: new FixedSizeList(stored.listSize, (node.type as List).children[0]!) }
}

function leavesOf(node: Node): readonly Leaf[] {
  if (node.kind === 'leaf') return [node.leaf]
  return node.kind === 'list' ? leavesOf(node.item) : node.children.flatMap(leavesOf)
}

/** A compression that is not read, or null. */
function codecOf(tree: Tree, groups: readonly Group[]): string | null {
  const last = tree.leaf + countLeaves(tree)
  const codecs = groups.flatMap(({ chunks }) => chunks.slice(tree.leaf, last).map(({ codec }) => codec))
  return codecs.find((codec) => !codecIsKnown(codec)) ?? null
}

/** Each row group has one chunk a leaf, of its type; a column without lists has as many values as rows. */
function requireSoundChunks(groups: readonly Group[], leaves: number, columns: readonly Column[]): void {
  for (const { rows, chunks } of groups) {
    if (chunks.length !== leaves) throw new Error(`a row group has ${chunks.length} of ${leaves} columns`)
    for (const { index, path, type, maxRepetition } of columns.flatMap((column) => column.leaves)) {
      const chunk = chunks[index]!
      if (chunk.path_in_schema.join('.') !== path || chunk.type !== type)
        throw new Error(`column ${path} (${type}) is stored as ${chunk.path_in_schema.join('.')} (${chunk.type})`)
      if (maxRepetition === 0 ? chunk.values !== rows : chunk.values < rows)
        throw new Error(`column ${path} has ${chunk.values} values for ${rows} rows`)
    }
  }
}
