/** Several files that are one table, one after the other. One of them is open at a time. */
import type { RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { featuresOf, withFeatures } from '../columns/features.js'
import type { RowFile } from '../row-file.js'
import type { Open } from './format.js'

interface Shard {
  path: string
  schema: Schema
  batchRows: readonly number[]
}

/**
 * @param paths of at least one file
 * @param features Hugging Face features, for files that have none themselves; null: unknown
 * @throws UserError (exit 3) when a file cannot be read, or has other columns than the first
 */
export async function openJoined(
  path: string,
  paths: readonly string[],
  open: Open,
  features: object | null = null,
): Promise<RowFile> {
  const shards: Shard[] = []
  for (const shard of paths) {
    const file = await open(shard)
    await file.close()
    shards.push({ path: shard, schema: file.schema, batchRows: file.batchRows })
    requireSame(shards[0]!, shards.at(-1)!)
  }
  const places = shards.flatMap(({ path: shard, batchRows }) => batchRows.map((rows, i) => ({ shard, rows, i })))
  const one = oneAtATime(open)
  return {
    path,
    schema: withFeatures(shards[0]!.schema, features),
    rows: places.reduce((sum, { rows }) => sum + rows, 0),
    batchRows: places.map(({ rows }) => rows),
    read: (i, columns) => one.read(places[i]!.shard, places[i]!.i, columns),
    giveBack: one.giveBack,
    close: one.close,
  }
}

interface OneAtATime {
  read(path: string, ...batch: Parameters<RowFile['read']>): Promise<RecordBatch>
  giveBack(batch: RecordBatch): void // of another file than the one that is open: nothing happens
  close(): Promise<void>
}

/** Reads from many files while one is open; reads that come at once wait for each other. */
function oneAtATime(open: Open): OneAtATime {
  let current: { path: string; file: RowFile } | null = null
  let last: Promise<unknown> = Promise.resolve()
  const close = async () => {
    const file = current?.file
    current = null
    await file?.close()
  }
  const read = async (path: string, ...batch: Parameters<RowFile['read']>) => {
    if (current === null || current.path !== path) {
      await close()
      current = { path, file: await open(path) }
    }
    return current.file.read(...batch)
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work)
    last = done
    return done
  }
  return {
    read: (path, ...batch) => inTurn(() => read(path, ...batch)),
    giveBack: (batch) => current?.file.giveBack?.(batch),
    close: () => inTurn(close),
  }
}

/** The order of columns may differ; their names, types and, where both files declare them, features may not. */
function requireSame(first: Shard, other: Shard): void {
  const [own, its] = [featuresOf(first.schema), featuresOf(other.schema)]
  const isDeclared = own !== null && its !== null
  const a = columnsOf(first.schema, isDeclared ? own : {})
  const b = columnsOf(other.schema, isDeclared ? its : {})
  const name = [...a.keys(), ...b.keys()].find((column) => a.get(column) !== b.get(column))
  if (name === undefined) return
  const kinds = `is ${a.get(name) ?? 'missing'} in the first and ${b.get(name) ?? 'missing'} in the second`
  throw dataError(
    'shards-differ',
    `${first.path} and ${other.path} are not of one table: column "${name}" ${kinds}`,
    'name the files that belong together, by a glob such as "DIR/train-*.arrow"',
  )
}

/** Column → its type, and its feature where there is one. */
function columnsOf({ fields }: Schema, features: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const feature = (name: string) => (features[name] === undefined ? '' : ` (${JSON.stringify(features[name])})`)
  return new Map(fields.map(({ name, type }) => [name, `${type}${feature(name)}`]))
}
