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

/** What an evaluation wants that does not ask for logits. */
export const SCORES_ONLY: Wanted = { logits: false, tta: 'none' }

/** What is known of a table before a model ran. */
export type TableShape = Pick<EmbeddingTable, 'rows' | 'width' | 'dims'>

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

  /**
   * The embeddings of a dataset under a model: from the cache, or made now.
   * @param columns that were told; those of the settings where it is not said
   */
  async table(
    path: string,
    model: NamedModel,
    wanted: Wanted,
    columns: ToldColumns = this.settings.columns,
  ): Promise<EmbeddingTable> {
    const made = { path, model, wanted, columns }
    let table = await this.cache.kept(made)
    if (table === null) {
      const file = await this.cache.file(made)
      await this.embed(path, model, file, wanted, columns)
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

  /** The size of that table, without making it. */
  async shape(path: string, named: NamedModel, wanted: Wanted = SCORES_ONLY): Promise<TableShape> {
    const { columns } = this.settings
    const kept = await this.cache.kept({ path, model: named, wanted, columns })
    if (kept !== null) return kept
    const model = await openModel(named.path, this.modelOptions(wanted))
    await model.close()
    const { rows } = await openDataset(path, columns, model.takes, wanted.rows ?? null)
    return { rows, width: model.width, dims: model.dims }
  }

  /** Puts a dataset through a model into `file`. @throws the signal's reason when it stops the work */
  async embed(
    path: string,
    named: NamedModel,
    file: string,
    wanted: Wanted,
    columns: ToldColumns = this.settings.columns,
  ): Promise<Written & { provenance: Provenance }> {
    const { batch, progress, signal } = this.settings
    const began = performance.now()
    const model = await openModel(named.path, this.modelOptions(wanted))
    try {
      const rows = wanted.rows ?? null
      const dataset = inModelClasses(await openDataset(path, columns, model.takes, rows), model)
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
    const onCpu = device === 'cpu' ? null : await openModel(named.path, { ...this.modelOptions(wanted), device: 'cpu' })
    try {
      return await selfCheck(dataset, model, named.name, model.batch ?? batch, onCpu)
    } finally {
      await onCpu?.close()
    }
  }

  private modelOptions({ side = null }: Wanted): ModelOptions {
    const { device, threads, outputs, modelDims, images, texts } = this.settings
    return { device, threads, outputs, dims: modelDims, images, texts, side }
  }

  /** Removes what was written for this command alone. */
  close(): Promise<void> {
    return this.cache.close()
  }
}
