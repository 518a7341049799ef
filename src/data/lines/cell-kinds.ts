/** What the cells of a column in a text file are, which only all of them together tell. */

/** `nested`: values that are no column, such as objects; they are kept as their JSON text. */
export type Kind = 'boolean' | 'integer' | 'number' | 'list' | 'text' | 'nested'

/** What one cell is. */
export interface Look {
  kind: Kind
  width: number // numbers of a list
  isLarge: boolean // an integer that int32 does not hold
}

/** What the cells of a column are so far. */
export interface ColumnKind {
  kind: Kind | null // null: every cell is missing
  line: number // where that was seen first
  width: number | null // numbers of a list; null: rows differ
  isLarge: boolean
}

const INT32 = 2 ** 31

export const BOOLEAN: Look = { kind: 'boolean', width: 0, isLarge: false }
const INTEGER: Look = { kind: 'integer', width: 0, isLarge: false }
const LARGE: Look = { kind: 'integer', width: 0, isLarge: true }
export const NUMBER: Look = { kind: 'number', width: 0, isLarge: false }
export const TEXT: Look = { kind: 'text', width: 0, isLarge: false }
export const NESTED: Look = { kind: 'nested', width: 0, isLarge: false }

export function list(width: number): Look {
  return { kind: 'list', width, isLarge: false }
}

export function integer(value: number): Look {
  return value >= -INT32 && value < INT32 ? INTEGER : LARGE
}

export const UNSEEN: ColumnKind = { kind: null, line: 0, width: null, isLarge: false }

/**
 * The column with one more cell.
 * @param mixed what two kinds are together, when they are not the same
 */
export function withCell(column: ColumnKind, look: Look, line: number, mixed: (a: Kind, b: Kind) => Kind): ColumnKind {
  const { kind, width, isLarge } = column
  if (kind === null) return { ...look, line }
  if (kind === look.kind && (kind !== 'list' || width === look.width) && (isLarge || !look.isLarge)) return column
  const joint = kind === look.kind ? kind : mixed(kind, look.kind)
  return {
    kind: joint,
    line: joint === kind ? column.line : line,
    width: width === look.width ? width : null,
    isLarge: isLarge || look.isLarge,
  }
}

const WORDS: Readonly<Record<Kind, string>> = {
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  list: 'a list of numbers',
  text: 'text',
  nested: 'an object or a list of other things',
}

/** For errors: "an integer". */
export function wordsOf(kind: Kind): string {
  return WORDS[kind]
}
