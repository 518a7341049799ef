/** Tables as an evaluation will have them, found without running a model on their rows. */
import { openDataset } from '../../data/dataset.js'
import { dataError } from '../../errors.js'
import { requireLogits, type Wanted } from '../../model/encode.js'
import { type Model, openModel } from '../../model/model.js'
import { openDigests } from '../tables/digests.js'
import type { EmbedSettings, TableShape } from '../tables/embedder.js'
import { type EmbeddingCache, openEmbeddingCache } from '../tables/embedding-cache.js'
import type { NamedModel } from '../tables/models.js'
import { isStored, openStored, requireNoLabels, type TableOptions } from '../tables/stored-tables.js'
import type { PartFlags, Reading } from './plans.js'

/** Flags with the labels of tables that bring none. */
export interface LabelFlags {
  'database-labels'?: string
  'queries-labels'?: string
  labels?: string
  'holdout-labels'?: string
  'train-labels'?: string
}

/** The shape of a table. @throws UserError for what opening it, or embedding its rows, would refuse */
export type FindShape = (
  reading: Reading,
  model: NamedModel | null,
  settings: EmbedSettings,
  flags: PartFlags & LabelFlags,
) => Promise<TableShape>

/** Every model is loaded once, and none for rows whose embeddings are in the cache. */
export function openShapes(): FindShape {
  const models = new Map<string, Promise<Model>>()

  function modelOf({ path }: NamedModel, { side = null }: Wanted, settings: EmbedSettings): Promise<Model> {
    const { device, threads, outputs, modelDims: dims, images, texts } = settings
    const options = { device, threads, outputs, dims, images, texts, side }
    const key = JSON.stringify([path, options])
    const opened = models.get(key) ?? openModel(path, options).then((model) => model.close().then(() => model))
    models.set(key, opened)
    return opened
  }

  return async (reading, model, settings, flags) => {
    const { role, path, text, wanted } = reading
    const labels = labelsOf(flags)
    if (model === null || (text === null && (await isStored(path, model, settings.columns)))) {
      await isStored(path, model, settings.columns) // without a model: or the error that asks for one
      const options = { logits: wanted.logits, tta: flags.tta ?? null, labels, sides: false }
      return openStored(role, path, model, settings, options)
    }
    requireNoLabels(role, path, labels[role])
    const columns = text === null ? settings.columns : { ...settings.columns, text }
    const cache: EmbeddingCache = openEmbeddingCache(settings, openDigests(settings.cache), () => {})
    try {
      const kept = await cache.kept({ path, model, wanted, columns })
      if (kept !== null) return kept
    } finally {
      await cache.close()
    }
    const opened = await modelOf(model, wanted, settings)
    const { rows } = await openDataset(path, columns, opened.takes, wanted.rows ?? null)
    if (rows === 0) throw dataError('no-rows', `${path} has no rows`)
    requireLogits(opened, wanted)
    return { rows, width: opened.width, dims: opened.dims }
  }
}

function labelsOf(flags: LabelFlags): TableOptions['labels'] {
  return {
    database: flags['database-labels'],
    queries: flags['queries-labels'],
    data: flags.labels,
    holdout: flags['holdout-labels'],
    train: flags['train-labels'],
  }
}
