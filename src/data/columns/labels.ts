/** Labels of any type as class numbers, and the names of the classes. */
import { stat } from 'node:fs/promises'
import { DataType, type RecordBatch, type Schema } from 'apache-arrow'
import { UNKNOWN } from '../../types.js'
import { locate } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import { isText } from './column-types.js'
import { classNames } from './features.js'
import { atRow, columnData, type Place } from './place.js'
import { readLabels } from './values.js'

const BOOLEANS = ['false', 'true']

/** Names that were found in this process, by file and column: finding them reads the column to its end. */
const found = new Map<string, Promise<readonly string[]>>()

/** Where the names of classes come from: written down, or the distinct values of the labels themselves. */
export type NamesFrom = 'declared' | 'values' | null

export function namesFrom(schema: Schema, column: string): NamesFrom {
  const type = typeOf(schema, column)
  if (classNames(schema, column) !== null || DataType.isBool(type)) return 'declared'
  return isText(type) ? 'values' : null
}

/**
 * The names of the classes, index = label; null: labels are numbers without names. Of strings: the distinct values in the
 * order of their UTF-16 code units, which is numpy.unique's but for characters beyond U+FFFF; "" and null are no class. Of
 * booleans: false, true.
 */
export async function labelClasses(file: RowFile, column: string): Promise<readonly string[] | null> {
  const declared = classNames(file.schema, column)
  if (declared !== null) return declared
  const type = typeOf(file.schema, column)
  if (DataType.isBool(type)) return BOOLEANS
  if (!isText(type)) return null
  const key = JSON.stringify([await identity(file.path), file.rows, column])
  const known = found.get(key) ?? distinct(file, column)
  found.set(key, known)
  known.catch(() => found.delete(key))
  return known
}

/**
 * @param names of the classes; null where labels are numbers without names
 * @returns [rows], UNKNOWN for null, "" and −1
 * @throws UserError for labels that no class has, naming the row
 */
export function readClasses(batch: RecordBatch, place: Place, names: readonly string[] | null): Int32Array {
  const data = columnData(batch, place)
  const labels = new Int32Array(batch.numRows).fill(UNKNOWN)
  if (data === null) return labels
  const isBool = DataType.isBool(data.type)
  if (!isBool && !isText(data.type)) return readLabels(batch, place, names?.length ?? null)
  const column = batch.getChild(place.column)!
  const numbers = numbersByName(names ?? [])
  for (let row = 0; row < labels.length; row++) {
    const value = column.get(row) as string | boolean | null
    if (value === null || value === '') continue
    const label = isBool ? Number(value) : numbers.get(String(value))
    if (label === undefined) throw atRow(place, row, `is "${value}", which is none of its ${numbers.size} classes`)
    labels[row] = label
  }
  return labels
}

const byName = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

function numbersByName(names: readonly string[]): ReadonlyMap<string, number> {
  const numbers = byName.get(names) ?? new Map(names.map((name, number) => [name, number]))
  byName.set(names, numbers)
  return numbers
}

async function distinct(file: RowFile, name: string): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const i of file.batchRows.keys()) {
    const column = (await file.read(i, [name])).getChild(name)!
    for (let row = 0; row < column.length; row++) {
      const value = column.get(row) as string | null
      if (value !== null && value !== '') names.add(value)
    }
  }
  return [...names].sort()
}

function typeOf(schema: Schema, column: string): DataType {
  return schema.fields.find(({ name }) => name === column)!.type
}

/** What changes when a file does. */
async function identity(given: string): Promise<string> {
  const { path, part } = await locate(given)
  const facts = await stat(path, { bigint: true }).catch(() => null)
  return [path, part, facts?.size, facts?.mtimeNs, facts?.ino].join('\n')
}
