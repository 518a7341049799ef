/**
 * Outcomes files: what models got on each row, as Arrow with a column `id`, a column `label`, and a float64 column for every
 * model, metric and dim. The schema metadata says what each column is; its name is only for people.
 */
import {
  type DataType,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { dataError } from '../errors.js'
import { concatenated } from '../math/concatenated.js'
import type { Measured, Outcome, Outcomes } from '../math/outcomes.js'
import { openIpc } from './arrow/ipc.js'
import { type Keys, readKeys } from './columns/keys.js'
import { readShares } from './columns/shares.js'
import { writeWhole } from './files/whole-file.js'
import type { RowFile } from './row-file.js'

const KEY = 'mrl_eval_outcomes'
const ID = 'id'
const LABEL = 'label'

/** What the metadata says of a column. */
type OutcomeColumn = Omit<Outcome, 'values'> & { column: string }

/** What the metadata says of the file. */
interface OutcomesHeader {
  format: 1
  tool: string // mrl-eval version that wrote it
  measured: Measured
  outcomes: readonly OutcomeColumn[]
}

/** True for a file that `writeOutcomes` wrote. */
export function holdsOutcomes({ metadata }: Schema): boolean {
  return metadata.has(KEY)
}

/** @throws UserError (exit 3) when the file cannot be read, or holds what no outcome can be */
export async function readOutcomes(path: string): Promise<Outcomes> {
  const file = await openIpc(path)
  try {
    const header = readHeader(file)
    if (file.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const keys: Keys[] = []
    const parts = header.outcomes.map((): Float64Array[] => [])
    for (let i = 0, start = 0; i < file.batchRows.length; start += file.batchRows[i++]!) {
      const batch = await file.read(i)
      keys.push(readKeys(batch, path, { id: ID, label: LABEL }, null, start))
      for (const [s, { column }] of header.outcomes.entries()) {
        parts[s]!.push(readShares(batch, { path, column, firstRow: start }))
      }
    }
    return {
      ids: keys.flatMap(({ ids }) => ids),
      labels: concatenated(
        keys.map(({ labels }) => labels),
        Int32Array,
      ),
      outcomes: header.outcomes.map(({ column: _, ...outcome }, s) => ({
        ...outcome,
        values: concatenated(parts[s]!, Float64Array),
      })),
      measured: header.measured,
    }
  } finally {
    await file.close()
  }
}

function readHeader({ schema, path }: RowFile): OutcomesHeader {
  let header: Partial<OutcomesHeader> | null = null
  try {
    header = JSON.parse(schema.metadata.get(KEY) ?? 'null') as Partial<OutcomesHeader> | null
  } catch {
    // told below
  }
  const columns = new Set(schema.fields.map(({ name }) => name))
  const isWhole = ({ column, model, metric, dim, interpolated }: OutcomeColumn) =>
    columns.has(column) &&
    [model, metric].every((text) => typeof text === 'string' && text !== '') &&
    Number.isInteger(dim) &&
    typeof interpolated === 'boolean'
  const { format, measured, outcomes } = header ?? {}
  if (format !== 1 || typeof measured !== 'object' || !Array.isArray(outcomes) || !outcomes.every(isWhole)) {
    throw dataError('file-damaged', `${path}: its description of the outcomes cannot be read`, 'write it again')
  }
  return header as OutcomesHeader
}

/**
 * Writes a file that is there whole or not at all.
 * @param tool version of mrl-eval
 * @throws UserError (exit 3) when it cannot be written
 */
export async function writeOutcomes(path: string, { ids, labels, ...told }: Outcomes, tool: string): Promise<void> {
  const named = told.outcomes.map(({ values: _, ...outcome }): OutcomeColumn => {
    return { column: `${outcome.model} ${outcome.metric} ${outcome.dim}`, ...outcome }
  })
  const header: OutcomesHeader = { format: 1, tool, measured: told.measured, outcomes: named }
  const types: [string, DataType][] = [
    [ID, new Utf8()],
    [LABEL, new Int32()],
    ...named.map(({ column }): [string, DataType] => [column, new Float64()]),
  ]
  const fields = types.map(([name, type]) => new Field(name, type, false))
  const schema = new Schema(fields, new Map([[KEY, JSON.stringify(header)]]))
  const length = ids.length
  const children = [
    vectorFromArray([...ids], new Utf8()).data[0]!,
    makeData({ type: new Int32(), length, nullCount: 0, data: labels }),
    ...told.outcomes.map(({ values }) => makeData({ type: new Float64(), length, nullCount: 0, data: values })),
  ]
  const writer = new RecordBatchFileWriter()
  writer.reset(undefined, schema)
  writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children })))
  writer.close()
  await writeWhole(path, writer.toUint8Array(true))
}
