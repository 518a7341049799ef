/** Columns in the plain layouts that every Arrow reader knows: no dictionaries, no views, with names that are told. */
import {
  Binary,
  type Data,
  DataType,
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import { usageError } from '../errors.js'
import type { ToldColumns } from './columns.js'

/**
 * The schema that is written: told columns bear the names of their roles, so that nobody has to tell them again.
 * @throws UserError (exit 2) for a column that is not there, or a role's name that another column has
 */
export function plainSchema(
  schema: Schema,
  told: ToldColumns,
  metadata: ReadonlyMap<string, string>,
  path: string,
): Schema {
  const roles = new Map(Object.entries(told).map(([role, name]) => [name, role]))
  const names = new Set(schema.fields.map(({ name }) => name))
  for (const [name, role] of roles) {
    if (!names.has(name))
      throw usageError('column-missing', `--column ${role}=${name}: ${path} has no column "${name}"`)
    if (role !== name && names.has(role))
      throw usageError('column-taken', `--column ${role}=${name}: ${path} has another column "${role}"`)
  }
  const fields = schema.fields.map(
    ({ name, type, nullable }) => new Field(roles.get(name) ?? name, plainType(type), nullable || isDictionary(type)),
  )
  return new Schema(fields, new Map([...schema.metadata, ...metadata]))
}

/** A batch with the columns of `plainSchema`, in the same order; what is plain already is not copied. */
export function plainBatch(batch: RecordBatch, schema: Schema): RecordBatch {
  const children = batch.schema.fields.map(({ type }, i) => {
    const column = batch.getChildAt(i)!
    const wanted = schema.fields[i]!.type
    return isPlain(type) ? onlyData(column) : onlyData(vectorFromArray([...column], wanted))
  })
  const data = makeData({ type: new Struct(schema.fields), length: batch.numRows, nullCount: 0, children })
  return new RecordBatch(schema, data)
}

function plainType(type: DataType): DataType {
  if (DataType.isDictionary(type)) return plainType(type.dictionary)
  if (DataType.isUtf8View(type)) return new Utf8()
  return DataType.isBinaryView(type) ? new Binary() : type
}

function isPlain(type: DataType): boolean {
  return plainType(type) === type
}

function isDictionary(type: DataType): boolean {
  return DataType.isDictionary(type)
}

/** Columns of a record batch are one piece. */
function onlyData(column: Vector): Data {
  return column.data[0]!
}
