/** Columns `logits_8`, `logits_16`, … of Arrow files that other tools wrote: one list of C logits, or softmax values, a head. */
import { DataType, type RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { interleaved, keptScores } from '../../math/head-scores.js'
import type { HeadScores } from '../../types.js'
import { isList } from '../columns/column-types.js'
import type { ToldColumns } from '../columns/columns.js'
import { readLists } from '../columns/values.js'
import { asLogits, kindOf, type LogitsKind } from './logits-kind.js'

const LOGITS = /^logits_([1-9]\d*)$/

/** Columns of heads, ascending by dim. [G] */
export type LogitColumns = readonly { name: string; dim: number }[]

/** How the columns are read. */
export interface HeadColumns {
  columns: LogitColumns
  classes: number // C
  kind: LogitsKind
}

/** The list columns whose names say so; [] where there are none. */
export function logitColumns(schema: Schema): LogitColumns {
  return schema.fields
    .flatMap(({ name, type }) => {
      const dim = LOGITS.exec(name)?.[1]
      return dim !== undefined && isFloatList(type) ? [{ name, dim: Number(dim) }] : []
    })
    .toSorted((a, b) => a.dim - b.dim)
}

function isFloatList(type: DataType): boolean {
  return isList(type) && DataType.isFloat(type.children[0]!.type)
}

/** What else the file holds, so that logits pass for neither embeddings nor inputs, unless told. */
export function withoutLogits(schema: Schema, told: ToldColumns): Schema {
  const heads = new Set(logitColumns(schema).map(({ name }) => name))
  const named = new Set(Object.values(told))
  return new Schema(
    schema.fields.filter(({ name }) => !heads.has(name) || named.has(name)),
    schema.metadata,
  )
}

/**
 * C, and whether the first rows are logits or probabilities.
 * @throws UserError (exit 3) for columns of different C
 */
export function headColumns(first: RecordBatch, columns: LogitColumns, path: string): HeadColumns {
  const read = columns.map(({ name }) => readLists(first, { path, column: name, firstRow: 0 }, null))
  const classes = read[0]!.width
  const other = read.findIndex(({ width }) => width !== classes || width === 0)
  if (other !== -1) {
    const [one, two] = [columns[0]!, columns[other]!].map(({ name }) => `"${name}"`)
    throw dataError(
      'logits-classes',
      `${path}: the lists of ${one} have ${classes} numbers, those of ${two} ${read[other]!.width}; expected one a class`,
    )
  }
  return {
    columns,
    classes,
    kind: kindOf(
      interleaved(
        read.map(({ values }) => values),
        first.numRows,
      ),
      classes,
    ),
  }
}

/** What the heads say of a batch, logits kept. @throws UserError (exit 3) naming row and head */
export function readHeadColumns(
  batch: RecordBatch,
  { columns, classes, kind }: HeadColumns,
  labels: Int32Array,
  path: string,
  firstRow: number,
): HeadScores {
  const beyond = labels.findIndex((label) => label >= classes)
  if (beyond !== -1) {
    const found = `row ${firstRow + beyond} has label ${labels[beyond]}; "${columns[0]!.name}" has ${classes} classes`
    throw dataError('label-range', `${path}: ${found}`)
  }
  const values = columns.map(({ name }) => readLists(batch, { path, column: name, firstRow }, classes).values)
  const dims = columns.map(({ dim }) => dim)
  const logits = asLogits(interleaved(values, batch.numRows), classes, kind, { path, dims, firstRow })
  return keptScores(labels, columns.length, logits)
}
