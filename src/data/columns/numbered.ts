/** Numbered columns of a typed table, as `pandas.DataFrame(X)` is written, read as one vector a row. */
import {
  type Data,
  DataType,
  Field,
  FixedSizeList,
  Float64,
  makeData,
  Precision,
  RecordBatch,
  Schema,
  Struct,
} from 'apache-arrow'
import { numberedRuns } from '../lines/numbered-columns.js'
import type { RowFile } from '../row-file.js'
import { isNumber } from './column-types.js'
import { declaredRole } from './features.js'
import { numbersOf } from './numbers.js'
import { columnData, type Place } from './place.js'

/** A column of the table, made of one column of the file or of several numbered ones. */
interface Joined {
  field: Field
  members: readonly string[] // columns of the file
}

/** Metadata keys of what this program writes, where numbers in names are dims. */
const OWN = /^mrl_eval/

/** The table with every run of numbered columns of numbers as one column of lists, where the first of them stood. */
export function withVectors(file: RowFile): RowFile {
  const columns = joinedColumns(file.schema)
  if (columns === null) return file
  const schema = new Schema(
    columns.map(({ field }) => field),
    file.schema.metadata,
  )
  const stored = new WeakMap<RecordBatch, RecordBatch>() // by what was made of it
  return {
    ...file,
    schema,
    async read(i, wanted) {
      const own = wanted === undefined ? columns : columns.filter(({ field }) => wanted.includes(field.name))
      const batch = await file.read(
        i,
        own.flatMap(({ members }) => members),
      )
      const firstRow = file.batchRows.slice(0, i).reduce((sum, rows) => sum + rows, 0)
      const made = joinedBatch(own, batch, schema.metadata, (column) => ({ path: file.path, column, firstRow }))
      stored.set(made, batch)
      return made
    },
    giveBack(batch) {
      const own = stored.get(batch)
      if (own !== undefined) file.giveBack?.(own)
    },
  }
}

/** Null: there is nothing to join. */
function joinedColumns({ fields, metadata }: Schema): Joined[] | null {
  if ([...metadata.keys()].some((key) => OWN.test(key))) return null
  const schema = new Schema(fields, metadata)
  const types = new Map(fields.map(({ name, type }) => [name, type]))
  const isMember = (name: string) => isNumber(types.get(name)!) && declaredRole(schema, name) === null
  const runs = numberedRuns([...types.keys()]).filter(({ members }) => members.every(isMember))
  if (runs.length === 0) return null
  return fields.flatMap((field): Joined[] => {
    const run = runs.find(({ members }) => members.includes(field.name))
    if (run === undefined) return [{ field, members: [field.name] }]
    if (run.members[0] !== field.name) return []
    const item = itemType(run.members.map((name) => types.get(name)!))
    const type = new FixedSizeList(run.members.length, new Field('item', item, true))
    return [{ field: new Field(run.name, type, true), members: run.members }]
  })
}

/** The type that all have, else float64. */
function itemType([first, ...others]: readonly DataType[]): DataType {
  return others.every((type) => String(type) === String(first)) ? first! : new Float64()
}

function joinedBatch(
  columns: readonly Joined[],
  batch: RecordBatch,
  metadata: Map<string, string>,
  placeOf: (column: string) => Place,
): RecordBatch {
  const schema = new Schema(
    columns.map(({ field }) => field),
    metadata,
  )
  const children = columns.map(({ field, members }) =>
    DataType.isFixedSizeList(field.type) && members.length > 1
      ? joined(field.type, batch, members.map(placeOf))
      : batch.getChild(field.name)!.data[0]!,
  )
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: batch.numRows, nullCount: 0, children }),
  )
}

/** Columns side by side, row by row. @throws UserError (exit 3) for a damaged column */
function joined(type: FixedSizeList, batch: RecordBatch, places: readonly Place[]): Data {
  const rows = batch.numRows
  const width = places.length
  const item = type.children[0]!.type
  const isDouble = DataType.isFloat(item) && item.precision === Precision.DOUBLE // what mixed types become
  const parts = places.map((place) => columnData(batch, place)!)
  const values = isDouble ? new Float64Array(rows * width) : emptyLike(parts[0]!, rows * width)
  const valid = parts.some(({ nullCount }) => nullCount > 0) ? new Uint8Array(Math.ceil((rows * width) / 8)) : null
  for (const [j, part] of parts.entries()) {
    const column = isDouble ? numbersOf(part) : part.values
    for (let row = 0, at = j; row < rows; row++, at += width) {
      values[at] = column[row]
      if (valid !== null && part.getValid(row)) valid[at >> 3]! |= 1 << (at & 7)
    }
  }
  const child = makeData({ type: item, length: rows * width, data: values, nullBitmap: valid })
  return makeData({ type, length: rows, nullCount: 0, child })
}

/** An array of the kind that the column has. */
function emptyLike({ values }: Data, length: number): Data['values'] {
  return new (values.constructor as new (length: number) => Data['values'])(length)
}
