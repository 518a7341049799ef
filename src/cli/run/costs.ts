/** What one evaluation takes: rows that go through models are measured once for all, searches each. */
import { stat } from 'node:fs/promises'
import { chooseDims } from '../../evaluate/dims.js'
import { planSettings } from '../../evaluate/settings.js'
import type { EmbeddingForecast } from '../../report/forecast.js'
import { tileRows } from '../../search/scan.js'
import type { Dims } from '../../types.js'
import { openDigests } from '../digests.js'
import type { EmbedSettings } from '../embedder.js'
import { openEmbeddingCache } from '../embedding-cache.js'
import type { NamedModel } from '../models.js'
import { isStored } from '../stored-tables.js'
import { TableSource } from '../tables.js'
import { embeddingPace, searchSeconds } from './pace.js'
import type { Reading } from './plans.js'
import type { Work } from './work.js'

/** A table as an evaluation will have it. */
interface Table {
  reading: Reading
  rows: number
  width: number // D
  dims: Dims | null
}

/** Embeddings by their place in the cache. */
export type Embeddings = Map<string, EmbeddingForecast & { dims: Dims | null }>

export const BASE_BYTES = 2 ** 28 // Node, ONNX Runtime and this program
const READ_BYTES = 1e9 // a second, of embeddings that are there
const SCORE_SECONDS = 4e-9 // for a setting, query and row of its list

/** Of all models one after the other, without embedding. */
export async function costsOf(
  work: Work,
  name: string,
  settings: EmbedSettings,
  embeddings: Embeddings,
): Promise<{ seconds: number; memoryBytes: number }> {
  const digests = openDigests(settings.cache)
  const cache = openEmbeddingCache(settings, digests, () => {})
  let [seconds, memoryBytes] = [0, BASE_BYTES]
  for (const model of work.models) {
    const tables: Table[] = []
    for (const reading of work.readings) {
      const asItStands =
        model === null || (reading.text === null && (await isStored(reading.path, model, settings.columns)))
      const made = asItStands ? null : model
      tables.push(made === null ? await storedTable(reading, model, settings) : await madeTable(reading, made))
    }
    for (const { rows, width } of tables) seconds += (4 * rows * width) / READ_BYTES
    const searched = await searchCosts(work, model, tables, settings)
    seconds += searched.seconds
    const modelBytes = model === null ? 0 : (await stat(model.path)).size
    memoryBytes = Math.max(memoryBytes, BASE_BYTES + 2 * modelBytes + searched.bytes)
  }
  return { seconds, memoryBytes }

  async function madeTable(reading: Reading, model: NamedModel): Promise<Table> {
    const { path, wanted, text } = reading
    const columns = text === null ? settings.columns : { ...settings.columns, text }
    const made = { path, model, wanted, columns }
    const key = await cache.file(made)
    const known = embeddings.get(key) ?? (await embeddingForecast())
    embeddings.set(key, { ...known, of: [...new Set([...known.of, name])] })
    return { reading, rows: known.rows, width: known.width, dims: known.dims }

    async function embeddingForecast(): Promise<EmbeddingForecast & { dims: Dims | null }> {
      const kept = await cache.kept(made)
      const of = { model: model.name, data: path, of: [name] }
      if (kept !== null) {
        const { rows, width, dims } = kept
        return { ...of, rows, width, dims, cached: true, seconds: 0, bytes: (await stat(kept.path)).size }
      }
      const { rows, width, dims, secondsPerRow, loadSeconds, bytesPerRow } = await embeddingPace(
        reading,
        model,
        settings,
      )
      const time = loadSeconds + rows * secondsPerRow
      return { ...of, rows, width, dims, cached: false, seconds: time, bytes: rows * bytesPerRow }
    }
  }
}

async function storedTable(reading: Reading, model: NamedModel | null, settings: EmbedSettings): Promise<Table> {
  const source = new TableSource(settings, { logits: false, tta: null, labels: {}, sides: false })
  const { rows, width, dims } = await source.shape(reading.path, model)
  return { reading, rows, width, dims }
}

/** Of one search of every query set, its scoring and timing. */
async function searchCosts(
  { search, dims: asked, distance }: Work,
  model: NamedModel | null,
  tables: readonly Table[],
  session: EmbedSettings,
): Promise<{ seconds: number; bytes: number }> {
  const database = tables.find(({ reading }) => reading.role === 'database')
  if (search === null || database === undefined) return { seconds: 0, bytes: 0 }
  const { rows, width } = database
  const name = model?.name ?? database.reading.path
  const plan = search.settings === null ? null : planSettings(search.settings, { ...database, name })
  const planned =
    plan?.settings.map(({ shortlist }) => shortlist) ??
    chooseDims(asked, database.dims, width, name).map(({ dim }) => dim)
  const dims = [...new Set(planned)].toSorted((a, b) => a - b)
  if (dims.length === 0) return { seconds: 0, bytes: 0 }
  const k = Math.min(search.k, rows)
  let [seconds, most] = [0, 0]
  for (const { reading, rows: queries } of tables) {
    if (reading.role !== 'queries') continue
    most = Math.max(most, queries)
    seconds += await searchSeconds({ rows, queries, width, dims, k, distance }, session)
    seconds += (plan?.settings.length ?? 0) * queries * k * SCORE_SECONDS
    if (search.latencySeconds !== null) seconds += 2 * (plan?.settings.length ?? 0) * search.latencySeconds
  }
  const tile = tileRows(rows, width, k)
  const whole = search.latencySeconds === null ? 0 : 2 * rows * width
  return { seconds, bytes: 4 * (2 * most * width + 2 * tile * width + dims.length * most * k * 2 + whole) }
}
