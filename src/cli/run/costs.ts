/** What one evaluation takes: rows that go through models are measured once for all, searches each. */
import { stat } from 'node:fs/promises'
import { openDataset } from '../../data/dataset.js'
import type { EmbeddingForecast } from '../../report/forecast.js'
import type { Dims } from '../../types.js'
import { openDigests } from '../tables/digests.js'
import type { EmbedSettings } from '../tables/embedder.js'
import { openEmbeddingCache } from '../tables/embedding-cache.js'
import type { NamedModel } from '../tables/models.js'
import { isStored, openStored } from '../tables/stored-tables.js'
import type { Table } from './extras.js'
import { embeddingPace } from './pace/embedding.js'
import type { Reading } from './plans.js'
import { searchCosts } from './search-costs.js'
import type { Work } from './work.js'

/** Embeddings by their place in the cache. */
export type Embeddings = Map<string, EmbeddingForecast & { dims: Dims | null }>

export const BASE_BYTES = 2 ** 28 // Node, ONNX Runtime and this program
const READ_BYTES = 1e9 // a second, of embeddings that are there

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
    for (const extra of work.extras) seconds += await extra({ tables, asked: work.dims, machine: settings })
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
    const { rows, width, dims } = known
    return { reading, rows, width, dims, classes: async () => classCount(await openDataset(path, columns)) }

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

/** As its evaluation reads it, with the embeddings that are there. */
async function storedTable(reading: Reading, model: NamedModel | null, settings: EmbedSettings): Promise<Table> {
  const options = { logits: false, tta: null, labels: {}, sides: false }
  const table = await openStored('database', reading.path, model, settings, options)
  return { reading, rows: table.rows, width: table.width, dims: table.dims, classes: () => classCount(table) }
}

const FIRST_ROWS = 256

/** By their names, else by the labels of the first rows, where all classes are if rows have no order. */
async function classCount({ classes, batches }: Labelled): Promise<number> {
  if (classes !== null) return classes.length
  for await (const { labels } of batches(FIRST_ROWS))
    return 1 + labels.reduce((most, label) => Math.max(most, label), 0)
  return 0
}

interface Labelled {
  classes: readonly string[] | null
  batches(size: number): AsyncIterable<{ labels: Int32Array }>
}
