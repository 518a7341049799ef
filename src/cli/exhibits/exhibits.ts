/** `report --exhibits`: models and data → sheets of nearest neighbors and maps, of what the reports were measured on. */
import { setImmediate } from 'node:timers/promises'
import { readSuperclasses, type SuperclassFile } from '../../data/classes/class-files.js'
import { usageError } from '../../errors.js'
import { requireComparable } from '../../evaluate/comparable.js'
import type { AskedDims } from '../../evaluate/dims.js'
import { drawRows } from '../../evaluate/drawn-rows.js'
import { prefixMaps } from '../../evaluate/prefix-maps.js'
import type { Exhibits, PrefixMap } from '../../exhibits.js'
import { chooseDevice, type SessionOptions } from '../../onnx/session.js'
import type { Dims, Distance, Progress, Report } from '../../types.js'
import { toldColumns } from '../flags/flags.js'
import type { ModelFlagValues } from '../flags/model-flags.js'
import { createProgress, wait } from '../progress.js'
import { requireOtherFiles } from '../report/outputs.js'
import { ON_SIDE } from '../retrieval/sides.js'
import { openDigests } from '../tables/digests.js'
import { embedSettings } from '../tables/embed-settings.js'
import { type NamedModel, resolveModels } from '../tables/models.js'
import { type Reading, reading } from '../tables/reading.js'
import { standsAlone } from '../tables/stands-alone.js'
import { TableSource } from '../tables/tables.js'
import { exhibitDims } from './dims.js'
import { groupNames } from './groups.js'
import { distanceOf, measuredModels, measuredOn, requireSameReading, type SidePaths } from './measured.js'
import { makeSheet } from './sheet.js'
import { ROOM } from './thumbnails.js'

const SEARCHED = 1000 // queries, of which those on a sheet are chosen
const MAPPED = 400 // rows of a map

export interface ExhibitFlagValues extends ModelFlagValues {
  database: string | undefined
  'database-labels': string | undefined
  queries: string | undefined
  'queries-labels': string | undefined
  superclasses: string | undefined
  'exhibit-dims': AskedDims
  seed: number
}

/** What is known besides flags. */
export interface ExhibitCircumstances {
  tool: string // version
  cache: string | null // folder; null: keep nothing
  outputs: readonly string[] // that will be written
  shown: boolean // progress
  typedModel: boolean // --model is on the command line itself
  signal: AbortSignal
  note(text: string): void
}

/** What the exhibits of all models share. */
interface Scene {
  tables: TableSource
  database: Reading
  queries: Reading
  paths: SidePaths
  flags: ExhibitFlagValues
  superclasses: SuperclassFile | null
  oneFile: boolean // the queries are the rows of the database
  distance: Distance
  room: number // characters of a model's pictures
  session: SessionOptions
  progress: Progress
  signal: AbortSignal
}

interface Nested {
  model: NamedModel | null // null: of embeddings as they stand
  dims: Dims
}

/**
 * @throws UserError (exit 2) where the reports were measured on other data or models, or read them otherwise, and where no model
 * is nested
 */
export async function makeExhibits(
  reports: readonly Report[],
  flags: ExhibitFlagValues,
  { outputs, shown, typedModel, note, ...circumstances }: ExhibitCircumstances,
): Promise<Exhibits> {
  const paths = { database: given(flags.database, 'database'), queries: given(flags.queries, 'queries') }
  const superclasses = flags.superclasses === undefined ? null : await readSuperclasses(flags.superclasses)
  const device = await wait('starting ONNX Runtime', shown, chooseDevice(flags.device))
  const progress = createProgress(shown)
  const settings = embedSettings(flags, { ...circumstances, device, progress })
  const alone = await Promise.all(Object.values(paths).map((path) => standsAlone(path, settings.columns)))
  const models = typedModel || alone.includes(false) ? await resolveModels(flags.model ?? []) : []
  await requireOtherFiles(outputs, [...Object.values(paths), ...models.map(({ path }) => path)])
  const read = openDigests(circumstances.cache)
  const digests = { database: await read.of(paths.database), queries: await read.of(paths.queries) }
  const measured = measuredOn(reports, digests, paths)
  const first = measured[0]! // decides how rows are read and compared
  requireSameReading(first, flags)
  const tables = new TableSource(settings)
  const hasSides = first.command === 'retrieval'
  const database = reading('database', paths.database, flags, hasSides ? { wanted: ON_SIDE.database } : {})
  const queries = reading('queries', paths.queries, flags, hasSides ? { wanted: ON_SIDE.queries } : {})
  try {
    const own = await measuredModels(measured, models, (model) => read.ofModel(model))
    const nested: Nested[] = []
    const fixed: string[] = []
    for (const model of own.length > 0 ? own : [null]) {
      const { dims, width } = await tables.shape(queries, model)
      const name = model?.name ?? paths.queries
      const chosen = exhibitDims(flags['exhibit-dims'], dims, width, name)
      if (chosen.length > 0) nested.push({ model, dims: chosen })
      else fixed.push(name)
    }
    if (fixed.length > 0) note(`no exhibits of ${fixed.join(', ')}: one dim`)
    if (nested.length === 0)
      throw usageError('exhibits-none', '--exhibits compares prefixes, and no model of the reports is nested')
    const scene: Scene = {
      ...{ tables, database, queries, paths, flags, superclasses, progress, signal: circumstances.signal },
      oneFile: digests.database === digests.queries,
      distance: distanceOf(first),
      room: Math.floor(ROOM / nested.length),
      session: { device, threads: settings.threads },
    }
    const made: Exhibits[] = []
    for (const one of nested) made.push(await exhibitsOf(scene, one))
    return { sheets: made.flatMap(({ sheets }) => sheets), maps: made.flatMap(({ maps }) => maps) }
  } finally {
    progress.stop()
    await tables.close()
  }
}

async function exhibitsOf(scene: Scene, { model, dims }: Nested): Promise<Exhibits> {
  const { tables, flags, superclasses, progress, signal, distance } = scene
  const database = await tables.open(scene.database, model)
  const queries = await tables.open(scene.queries, model)
  const name = model?.name ?? database.name
  requireComparable(database, queries, name)
  const drawn = await drawRows(queries, SEARCHED, flags.seed)
  const columns = toldColumns(flags.column ?? [])
  const [one, other] = [database.classes, queries.classes]
  const classes = (one?.length ?? 0) > (other?.length ?? 0) ? one : other // one list, which grows with the tables
  const sheet = await makeSheet({ ...scene, model: name, dims, database, drawn, of: queries.rows, classes, columns })
  const { width, values } = drawn.vectors
  const count = Math.min(MAPPED, drawn.vectors.rows)
  const group = groupNames(queries, superclasses)
  const rows = {
    vectors: { rows: count, width, values: values.subarray(0, count * width) },
    ids: drawn.ids.slice(0, count),
    groups: Array.from(drawn.labels.subarray(0, count), group),
    of: queries.rows,
  }
  const maps: PrefixMap[] = []
  progress.start(`maps of ${name}`, 2 * dims.length, 'maps')
  for (const map of prefixMaps(name, rows, dims, distance, flags.seed)) {
    maps.push(map)
    progress.advance(1)
    await setImmediate() // so that a signal is heard
    signal.throwIfAborted()
  }
  progress.stop()
  return { sheets: [sheet], maps }
}

function given(path: string | undefined, flag: string): string {
  if (path !== undefined) return path
  throw usageError(
    'missing-flag',
    `--exhibits shows rows of the data that the reports were measured on; --${flag} is missing`,
    `--${flag} PATH`,
    'or set it in mrl-eval.config.yaml',
  )
}
