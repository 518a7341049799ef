/**
 * The schema of a Parquet file as a tree with Dremel levels.
 * Levels: https://github.com/apache/parquet-format/blob/master/README.md#nested-encoding
 * Lists, old ways of writing them among them: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
 */
import { type DataType, Field, List, Struct } from 'apache-arrow'
import type { ParquetType, SchemaElement } from 'hyparquet'
import { leafType } from './types.js'

/** Levels of a place in the schema. */
interface Levels {
  repetition: number // lists around it
  slot: number // definition level from which there is a place for it: inside the innermost list
  present: number // definition level from which it is not null
}

export type Node = { name: string; type: DataType; levels: Levels; first: Leaf } & (
  | { kind: 'leaf'; leaf: Leaf }
  | { kind: 'list'; item: Node }
  | { kind: 'struct'; children: readonly Node[] }
)

/** A column of values: one chunk in each row group. */
export interface Leaf {
  index: number // among the leaves
  path: string // dotted
  type: ParquetType
  width: number // bytes of a value; 0: of any length
  maxRepetition: number
  maxDefinition: number
}

/** The schema as it is written. */
export interface Tree {
  element: SchemaElement
  children: readonly Tree[]
  path: string
  leaf: number // index of a leaf; of a group, of its first
}

const DEEPEST = 32 // nested groups
const LISTS: readonly (string | undefined)[] = ['LIST', 'MAP', 'MAP_KEY_VALUE'] // a map is a list of keys with values
const BYTES: Partial<Record<ParquetType, number>> = {
  BOOLEAN: 1,
  INT32: 4,
  FLOAT: 4,
  INT64: 8,
  DOUBLE: 8,
  BYTE_ARRAY: 0,
}

/** The flat list of elements, in depth-first order, as a tree. */
export function treesOf(elements: readonly SchemaElement[]): readonly Tree[] {
  let next = 0
  let leaves = 0
  const tree = (parent: string, depth: number): Tree => {
    const element = elements[next++]
    if (element?.name === undefined || depth === 0) throw new Error('its schema has more columns than it lists')
    const path = parent === '' ? element.name : `${parent}.${element.name}`
    const leaf = leaves
    const count = element.num_children ?? 0
    if (element.type !== undefined) leaves++
    else if (!(count > 0 && count <= elements.length)) throw new Error(`its column ${path} has neither type nor parts`)
    const children = Array.from({ length: element.type === undefined ? count : 0 }, () => tree(path, depth - 1))
    return { element, children, path, leaf }
  }
  const root = elements[next++]
  const count = root?.num_children ?? 0
  if (!(count > 0 && count < elements.length)) throw new Error('its schema has no columns')
  const trees = Array.from({ length: count }, () => tree('', DEEPEST))
  if (next !== elements.length) throw new Error('its schema lists more columns than it has')
  return trees
}

/** A node, or the name of a type that is not read. */
export function nodeOf(tree: Tree, outer: Levels, required = false): Node | string {
  const { element } = tree
  if (element.repetition_type === 'REPEATED' && !required) return listOf(tree, outer, outer.present)
  const present = outer.present + (element.repetition_type === 'OPTIONAL' ? 1 : 0)
  const levels = { ...outer, present }
  if (element.type !== undefined) return leafOf(tree, levels)
  const isList = LISTS.includes(element.converted_type) || LISTS.includes(element.logical_type?.type)
  const [inner] = tree.children
  if (isList && tree.children.length === 1 && inner?.element.repetition_type === 'REPEATED')
    return listOf(inner, outer, present, tree)
  const children: Node[] = []
  for (const child of tree.children) {
    const node = nodeOf(child, levels)
    if (typeof node === 'string') return node
    children.push(node)
  }
  const fields = children.map((child, c) => {
    const nullable = tree.children[c]!.element.repetition_type !== 'REQUIRED'
    return new Field(child.name, child.type, nullable)
  })
  return { kind: 'struct', name: element.name, type: new Struct(fields), levels, first: children[0]!.first, children }
}

/** @param repeated the repeated element; its items are itself, or its only child where it is but a wrapper */
function listOf(repeated: Tree, outer: Levels, present: number, group = repeated): Node | string {
  const within = { repetition: outer.repetition + 1, slot: present + 1, present: present + 1 }
  const [only] = repeated.children
  const name = repeated.element.name
  const isItem =
    group === repeated ||
    repeated.children.length !== 1 ||
    name === 'array' ||
    name === `${group.element.name}_tuple` ||
    only?.element.repetition_type === 'REPEATED'
  const item = isItem ? nodeOf(repeated, within, true) : nodeOf(only!, within)
  if (typeof item === 'string') return item
  const nullable = !isItem && only!.element.repetition_type === 'OPTIONAL'
  const type = new List(new Field('item', item.type, nullable))
  return { kind: 'list', name: group.element.name, type, levels: { ...outer, present }, first: item.first, item }
}

function leafOf({ element, path, leaf: index }: Tree, levels: Levels): Node | string {
  const type = leafType(element)
  if (typeof type === 'string') return type
  const leaf: Leaf = {
    index,
    path,
    type: element.type!,
    width: BYTES[element.type!] ?? element.type_length!,
    maxRepetition: levels.repetition,
    maxDefinition: levels.present,
  }
  return { kind: 'leaf', name: element.name, type, levels, first: leaf, leaf }
}

/** Leaves below an element, itself among them. */
export function countLeaves(tree: Tree): number {
  return tree.element.type === undefined ? tree.children.reduce((sum, child) => sum + countLeaves(child), 0) : 1
}
