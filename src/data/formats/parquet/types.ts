/** The Arrow type that a Parquet column of values becomes. */
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  FixedSizeBinary,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Null,
  TimeMicrosecond,
  TimeMillisecond,
  TimeNanosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow'
import type { SchemaElement } from 'hyparquet'

const INTEGERS: Readonly<Record<string, () => DataType>> = {
  INT_8: () => new Int8(),
  INT_16: () => new Int16(),
  INT_32: () => new Int32(),
  INT_64: () => new Int64(),
  UINT_8: () => new Uint8(),
  UINT_16: () => new Uint16(),
  UINT_32: () => new Uint32(),
  UINT_64: () => new Uint64(),
}

const TEXT: readonly (string | undefined)[] = ['UTF8', 'ENUM', 'JSON', 'STRING']
const MOST = 1 << 20 // bytes of a fixed-length value

/** The type, or the name of one that is not read. */
export function leafType(element: SchemaElement): DataType | string {
  const { type, type_length: length, converted_type: converted, logical_type: logical } = element
  const meaning = logical?.type ?? converted
  if (meaning === 'DECIMAL' || converted === 'DECIMAL') return `DECIMAL as ${type}`
  if (type === 'BOOLEAN') return new Bool()
  if (type === 'FLOAT') return new Float32()
  if (type === 'DOUBLE') return new Float64()
  if (type === 'BYTE_ARRAY') return TEXT.includes(meaning) || TEXT.includes(converted) ? new Utf8() : new Binary()
  if (type === 'FIXED_LEN_BYTE_ARRAY') {
    if (!(length !== undefined && length > 0 && length <= MOST)) throw new Error(`its values have ${length} bytes`)
    return meaning === 'FLOAT16' && length === 2 ? new Float16() : new FixedSizeBinary(length)
  }
  if (type === 'INT32' || type === 'INT64') return integerType(element, type)
  return String(type)
}

function integerType(element: SchemaElement, type: 'INT32' | 'INT64'): DataType | string {
  const { converted_type: converted, logical_type: logical } = element
  const wide = type === 'INT64'
  if (logical?.type === 'NULL') return new Null()
  if (logical?.type === 'DATE' || converted === 'DATE') return wide ? 'DATE as INT64' : new DateDay()
  if (logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP_')) {
    if (!wide) return 'TIMESTAMP as INT32'
    const unit = logical?.type === 'TIMESTAMP' ? logical.unit : converted?.slice('TIMESTAMP_'.length)
    const zone = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC ? null : 'UTC'
    if (unit === 'MILLIS') return new TimestampMillisecond(zone)
    return unit === 'MICROS' ? new TimestampMicrosecond(zone) : new TimestampNanosecond(zone)
  }
  if (logical?.type === 'TIME' || converted?.startsWith('TIME_')) {
    const unit = logical?.type === 'TIME' ? logical.unit : converted?.slice('TIME_'.length)
    if ((unit === 'MILLIS') === wide) return `TIME in ${unit} as ${type}`
    if (unit === 'MILLIS') return new TimeMillisecond()
    return unit === 'MICROS' ? new TimeMicrosecond() : new TimeNanosecond()
  }
  const logicalName =
    logical?.type === 'INTEGER' ? `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}` : undefined
  const name = logicalName ?? converted ?? (wide ? 'INT_64' : 'INT_32')
  const make = INTEGERS[name]
  if (make === undefined || name.endsWith('_64') !== wide) return `${name} as ${type}`
  return make()
}
