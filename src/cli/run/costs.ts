/** What one evaluation takes: rows that go through models are measured once for all, searches each. */
import { stat } from 'node:fs/promises'
import { isArray } from '../../data/embeddings/arrays.js'
import { countLabels } from '../../data/facts/label-counts.js'
import { labelsBeside } from '../../data/formats/npy.js'
import type { EmbeddingForecast } from '../../report/forecast.js'
import type { Dims } from '../../types.js'
import { modelsOf, type Plan } from '../plan.js'
import { openDigests } from '../tables/digests.js'
import { openEmbeddingCache } from '../tables/embedding-cache.js'
import type { NamedModel } from '../tables/models.js'
import type { Reading } from '../tables/reading.js'
import { storedTable } from '../tables/stored-tables.js'
import type { TableSource } from '../tables/tables.js'
import type { ForeseenTable } from './costs/cost.js'
import { embeddingPace } from './pace/embedding.js'

/** Embeddings by their place in the cache. */
export type Embeddings = Map<string, EmbeddingForecast & { dims: Dims | null }>

export const BASE_BYTES = 2 ** 28 // Node, ONNX Runtime and this program
const READ_BYTES = 1e9 // a second, of embeddings that are there

/** Of all models one after the other, without embedding. @param name of the evaluation */
export async function costsOf(
  plan: Pick<Plan, 'models' | 'readings' | 'costs'>,
  name: string,
  { settings }: Pick<TableSource, 'settings'>,
  embeddings: Embeddings,
): Promise<{ seconds: number; memoryBytes: number }> {
  const cache = openEmbeddingCache(settings, openDigests(settings.cache), () => {})
  let [seconds, memoryBytes] = [0, BASE_BYTES]
  try {
    for (const model of await modelsOf(plan)) {
      const tables: ForeseenTable[] = []
      for (const reading of plan.readings) tables.push(await foreseen(reading, model))
      for (const { rows, width } of tables) seconds += (4 * rows * width) / READ_BYTES
      const scene = { name: model?.name ?? tables[0]?.path ?? '', tables, machine: settings }
      let bytes = model === null ? 0 : 2 * (await stat(model.path)).size
      for (const cost of plan.costs) {
        const own = await cost(scene)
        seconds += own.seconds
        bytes += own.bytes
      }
      memoryBytes = Math.max(memoryBytes, BASE_BYTES + bytes)
    }
  } finally {
    await cache.close()
  }
  return { seconds, memoryBytes }

  async function foreseen(reading: Reading, model: NamedModel | null): Promise<ForeseenTable> {
    const { role, path } = reading
    const stored = await storedTable(reading, model, settings)
    const { rows, width, dims } = stored ?? (await made(reading, model!))
    return { role, path, rows, width, dims, classes: () => classCount(reading) }
  }

  async function made(reading: Reading, model: NamedModel): Promise<EmbeddingForecast & { dims: Dims | null }> {
    const { path, wanted, columns } = reading
    const made = { path, model, wanted, columns }
    const key = await cache.file(made)
    const known = embeddings.get(key) ?? (await embeddingForecast())
    embeddings.set(key, { ...known, of: [...new Set([...known.of, name])] })
    return known

    async function embeddingForecast(): Promise<EmbeddingForecast & { dims: Dims | null }> {
      const kept = await cache.kept(made)
      const of = { model: model.name, data: path, column: columns.text ?? null, of: [name] }
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

/** By their names, else by the greatest label. @throws UserError (exit 3) for rows without labels */
async function classCount({ path, columns, labels }: Reading): Promise<number> {
  const beside = labels ?? (isArray(path) ? await labelsBeside(path) : null)
  const { classes, counts } = await countLabels(beside ?? path, columns)
  return classes?.length ?? 1 + [...counts.keys()].reduce((most, label) => Math.max(most, label), 0)
}
