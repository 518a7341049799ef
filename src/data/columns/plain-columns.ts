/**
 * Columns in the plain layouts that every Arrow reader knows, no dictionaries and no views, with names that are told. What
 * stands inside lists and structs is left as it is.
 */
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
import { usageError } from '../../errors.js'
import { UNSUPPORTED } from '../row-file.js'
import type { ToldColumns } from './columns.js'
import { renamedFeatures } from './features.js'

/**
 * The schema that is written: told columns bear the names of their roles, so that nobody has to tell them again, and what
 * is said of them goes along.
 * @throws UserError (exit 2) for a column that is not there or told twice, or a role's name that another column has
 */
export function plainSchema(
  schema: Schema,
  told: ToldColumns,
  metadata: ReadonlyMap<string, string>,
  path: string,
): Schema {
  const roles = new Map<string, string>()
  const names = new Set(schema.fields.map(({ name }) => name))
  for (const [role, name] of Object.entries(told)) {
    if (!names.has(name))
      throw usageError('column-missing', `--column ${role}=${name}: ${path} has no column "${name}"`)
    if (role !== name && names.has(role))
      throw usageError('column-taken', `--column ${role}=${name}: ${path} has another column "${role}"`)
    if (roles.has(name))
      throw usageError(
        'column-taken',
        `--column ${role}=${name}: the column is told to be ${roles.get(name)}, too, and can be written under one name`,
      )
    roles.set(name, role)
  }
  const fields = schema.fields.filter(isRead).map(({ name, type, nullable, metadata: own }) => {
    return new Field(roles.get(name) ?? name, plainType(type), nullable || isDictionary(type), own)
  })
  return new Schema(fields, new Map([...renamedFeatures(schema, roles), ...metadata]))
}

/** A batch with the columns of `plainSchema`, in the same order; what is plain already is not copied. */
export function plainBatch(batch: RecordBatch, schema: Schema): RecordBatch {
  const read = [...batch.schema.fields.keys()].filter((i) => isRead(batch.schema.fields[i]!))
  const children = read.map((at, i) => {
    const column = batch.getChildAt(at)!
    return isPlain(column.type) ? onlyData(column) : onlyData(vectorFromArray([...column], schema.fields[i]!.type))
  })
  const data = makeData({ type: new Struct(schema.fields), length: batch.numRows, nullCount: 0, children })
  return new RecordBatch(schema, data)
}

/** Columns of types that are not read are in the schema by name alone. */
export function isRead({ metadata }: Field): boolean {
  return !metadata.has(UNSUPPORTED)
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
