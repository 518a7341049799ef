/** Tables as commands will have them, found without running a model on their rows. */
import { openDataset } from '../../data/dataset.js'
import { dataError } from '../../errors.js'
import { requireLogits } from '../../model/encode.js'
import { type Model, type ModelOptions, openModel } from '../../model/model.js'
import type { EmbeddingTable } from '../../types.js'
import { openDigests } from './digests.js'
import { type EmbedSettings, modelOptions } from './embedder.js'
import { openEmbeddingCache } from './embedding-cache.js'
import type { NamedModel } from './models.js'
import type { Reading } from './reading.js'
import { requireNoLabels, storedTable } from './stored-tables.js'

/** What is known of a table before a model ran. */
export type TableShape = Pick<EmbeddingTable, 'rows' | 'width' | 'dims' | 'headDims'>

/** The shape of a table. @throws UserError for what opening it, or embedding its rows, would refuse */
export type FindShape = (reading: Reading, model: NamedModel | null, settings: EmbedSettings) => Promise<TableShape>

/** Every model is loaded once, and none for rows whose embeddings are in the cache. */
export function openShapes(): FindShape {
  const models = new Map<string, Promise<Model>>()

  function modelOf({ path }: NamedModel, options: ModelOptions): Promise<Model> {
    const key = JSON.stringify([path, options])
    const opened = models.get(key) ?? openModel(path, options).then((model) => model.close().then(() => model))
    models.set(key, opened)
    return opened
  }

  return async (reading, model, settings) => {
    const stored = await storedTable(reading, model, settings)
    if (stored !== null || model === null) return stored!
    requireNoLabels(reading)
    const { path, columns, wanted } = reading
    const cache = openEmbeddingCache(settings, openDigests(settings.cache), () => {})
    const kept = await cache.kept({ path, model, wanted, columns }).finally(() => cache.close())
    if (kept !== null) return kept
    const opened = await modelOf(model, modelOptions(settings, wanted))
    const { rows } = await openDataset(path, columns, opened.takes, wanted.rows)
    if (rows === 0) throw dataError('no-rows', `${path} has no rows`)
    requireLogits(opened, wanted)
    return { rows, width: opened.width, dims: opened.dims, headDims: opened.heads.map(({ dim }) => dim) }
  }
}
