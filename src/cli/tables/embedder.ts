/** Datasets put through models: into a file, or once into the cache and from there on read. */

import type { Written } from '../../data/arrow/write-arrow.js'
import type { ToldColumns } from '../../data/columns/columns.js'
import { openDataset } from '../../data/dataset.js'
import { openEmbeddings } from '../../data/embeddings/embeddings.js'
import { writeEmbeddings } from '../../data/embeddings/write-embeddings.js'
import { dataError } from '../../errors.js'
import { encode, requireLogits, type Wanted } from '../../model/encode.js'
import type { ToldImages } from '../../model/image-options.js'
import { type Model, type ModelOptions, openModel } from '../../model/model.js'
import type { ToldOutputs } from '../../model/output-shape.js'
import { selfCheck } from '../../model/self-check.js'
import type { ToldTexts } from '../../model/text-options.js'
import type { Dataset, Device, Dims, EmbeddingTable, Notice, Progress, Provenance } from '../../types.js'
import { type Digests, openDigests } from './digests.js'
import { type EmbeddingCache, openEmbeddingCache } from './embedding-cache.js'
import type { NamedModel } from './models.js'
import { inModelClasses, provenanceOf } from './provenance.js'
import type { Reading } from './reading.js'

export interface EmbedSettings {
  tool: string // version
  onnxruntime: string // version
  device: Device
  threads: number
  batch: number
  columns: ToldColumns
  outputs: ToldOutputs
  images: ToldImages
  texts: ToldTexts
  modelDims: Dims | null
  cache: string | null // folder; null: keep nothing
  progress: Progress
  signal: AbortSignal
}

/** How a model is opened for what is wanted of it. */
export function modelOptions(settings: EmbedSettings, { side }: Pick<Wanted, 'side'>): ModelOptions {
  const { device, threads, outputs, modelDims: dims, images, texts } = settings
  return { device, threads, outputs, dims, images, texts, side }
}

export class Embedder {
  readonly warnings: Notice[] = []
  seconds = 0 // spent running models
  readonly digests: Digests
  private readonly settings: EmbedSettings
  private readonly cache: EmbeddingCache

  constructor(settings: EmbedSettings) {
    this.settings = settings
    this.digests = openDigests(settings.cache)
    this.cache = openEmbeddingCache(settings, this.digests, (notice) => this.warnings.push(notice))
  }

  /** The embeddings of a dataset under a model: from the cache, or made now. */
  async table({ path, wanted, columns }: Reading, model: NamedModel): Promise<EmbeddingTable> {
    const made = { path, model, wanted, columns }
    let table = await this.cache.kept(made)
    if (table === null) {
      const file = await this.cache.file(made)
      await this.embed(made, model, file)
      table = await openEmbeddings(file)
    }
    this.warnOf(table)
    return { ...table, path } // errors name what the user knows
  }

  /** Passes on what was noticed when a table was made, once. */
  warnOf({ provenance }: EmbeddingTable): void {
    for (const notice of provenance?.warnings ?? [])
      if (!this.warnings.some(({ message }) => message === notice.message)) this.warnings.push(notice)
  }

  /** Puts a dataset through a model into `file`. @throws the signal's reason when it stops the work */
  async embed(
    { path, wanted, columns }: Pick<Reading, 'path' | 'wanted' | 'columns'>,
    named: NamedModel,
    file: string,
  ): Promise<Written & { provenance: Provenance }> {
    const { batch, progress, signal } = this.settings
    const began = performance.now()
    const model = await openModel(named.path, modelOptions(this.settings, wanted))
    try {
      const dataset = inModelClasses(await openDataset(path, columns, model.takes, wanted.rows), model)
      if (dataset.rows === 0) throw dataError('no-rows', `${path} has no rows`)
      requireLogits(model, wanted)
      const warnings = await this.check(dataset, model, named, wanted)
      const size = model.batch ?? batch
      const sha256 = { model: await this.digests.ofModel(named), data: await this.digests.of(path) }
      const made = { name: named.name, batch: size, sha256, warnings }
      const provenance = await provenanceOf(dataset, model, { ...this.settings, ...made }, wanted)
      const encoded = (from: number) => {
        progress.start(`embedding ${dataset.name} with ${named.name}`, dataset.rows, 'rows', from)
        return encode(dataset, model, size, from, progress, wanted)
      }
      const written = await writeEmbeddings(file, provenance, encoded, () => signal.aborted)
      if (!written.finished) signal.throwIfAborted()
      return { ...written, provenance }
    } finally {
      progress.stop()
      await model.close()
      this.seconds += (performance.now() - began) / 1000
    }
  }

  /** What there is to say of a model that says something else of a row when it is run otherwise. */
  private async check(dataset: Dataset, model: Model, named: NamedModel, wanted: Wanted): Promise<readonly Notice[]> {
    const { device, batch } = this.settings
    const onCpu =
      device === 'cpu' ? null : await openModel(named.path, { ...modelOptions(this.settings, wanted), device: 'cpu' })
    try {
      return await selfCheck(dataset, model, named.name, model.batch ?? batch, onCpu)
    } finally {
      await onCpu?.close()
    }
  }

  /** Removes what was written for this command alone. */
  close(): Promise<void> {
    return this.cache.close()
  }
}
