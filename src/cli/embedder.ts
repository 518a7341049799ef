/** Datasets put through models: into a file, or once into the cache and from there on read. */
import { access, constants, mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ToldColumns } from '../data/columns.js'
import { openDataset } from '../data/dataset.js'
import { openEmbeddings } from '../data/embeddings.js'
import { fingerprint, fingerprintAll, sha256 } from '../data/fingerprint.js'
import { rowsDigest } from '../data/formats/index.js'
import type { Written } from '../data/write-arrow.js'
import { writeEmbeddings } from '../data/write-embeddings.js'
import { dataError, messageOf } from '../errors.js'
import { encode, requireLogits, type Wanted } from '../model/encode.js'
import { modelFiles } from '../model/files.js'
import type { ToldOutputs } from '../model/heads.js'
import type { ToldImages } from '../model/image-options.js'
import { type ModelOptions, openModel } from '../model/model.js'
import type { ToldTexts } from '../model/text-options.js'
import type { Device, Dims, EmbeddingTable, Notice, Progress, Provenance } from '../types.js'
import type { NamedModel } from './models.js'
import { provenanceOf, requireSameClasses } from './provenance.js'
import { scratchFolder } from './scratch.js'

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

/** Changes when what a cached file says of itself does, so that older ones are made again. */
const LAYOUT = 4

/** What an evaluation wants that does not ask for logits. */
export const SCORES_ONLY: Wanted = { logits: false, tta: 'none' }

/** What is known of a table before a model ran. */
export type TableShape = Pick<EmbeddingTable, 'rows' | 'width' | 'dims'>

export class Embedder {
  readonly warnings: Notice[] = []
  seconds = 0 // spent running models
  private readonly settings: EmbedSettings
  private scratch: string | null = null
  private readonly digests = new Map<string, Promise<string>>()

  constructor(settings: EmbedSettings) {
    this.settings = settings
  }

  /** The embeddings of a dataset under a model: from the cache, or made now. */
  async table(path: string, model: NamedModel, wanted: Wanted): Promise<EmbeddingTable> {
    let table = await this.kept(path, model, wanted)
    if (table === null) {
      const file = await this.file(path, model, wanted)
      await this.embed(path, model, file, wanted)
      table = await openEmbeddings(file)
    }
    return { ...table, path } // errors name what the user knows
  }

  /** The size of that table, without making it. */
  async shape(path: string, named: NamedModel): Promise<TableShape> {
    const kept = await this.kept(path, named, SCORES_ONLY)
    if (kept !== null) return kept
    const { rows } = await openDataset(path, this.settings.columns)
    const model = await openModel(named.path, this.modelOptions(SCORES_ONLY))
    await model.close()
    return { rows, width: model.width, dims: model.dims }
  }

  /** What the cache has: also with logits where none are wanted. Null: nothing, or it is damaged. */
  private async kept(path: string, model: NamedModel, wanted: Wanted): Promise<EmbeddingTable | null> {
    const open = async (logits: boolean) =>
      openEmbeddings(await this.file(path, model, { ...wanted, logits })).catch(() => null)
    return (await open(wanted.logits)) ?? (wanted.logits ? null : await open(true))
  }

  /** Where the embeddings of a dataset under a model are kept. */
  private async file(path: string, model: NamedModel, { logits, tta, side = null }: Wanted): Promise<string> {
    const { tool, onnxruntime, device, batch, columns, outputs, modelDims, images, texts } = this.settings
    const contents = [await this.modelDigest(model), await this.digest(path)]
    const key = sha256(
      JSON.stringify([
        LAYOUT,
        tool,
        onnxruntime,
        device,
        batch,
        columns,
        outputs,
        modelDims,
        images,
        texts,
        side,
        logits,
        tta,
        ...contents,
      ]),
    )
    return join(await this.folder(), `${key}.arrow`)
  }

  /** Puts a dataset through a model into `file`. @throws the signal's reason when it stops the work */
  async embed(
    path: string,
    named: NamedModel,
    file: string,
    wanted: Wanted,
  ): Promise<Written & { provenance: Provenance }> {
    const { columns, batch, progress, signal } = this.settings
    const dataset = await openDataset(path, columns)
    if (dataset.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const began = performance.now()
    const model = await openModel(named.path, this.modelOptions(wanted))
    try {
      requireSameClasses(dataset, model)
      requireLogits(model, wanted)
      const size = model.batch ?? batch
      const sha256 = { model: await this.modelDigest(named), data: await this.digest(dataset.path) }
      const made = { name: named.name, batch: size, sha256 }
      const provenance = await provenanceOf(dataset, model, { ...this.settings, ...made }, wanted)
      const rows = (from: number) => {
        progress.start(`embedding ${dataset.name} with ${named.name}`, dataset.rows, 'rows', from)
        return encode(dataset, model, size, from, progress, wanted)
      }
      const written = await writeEmbeddings(file, provenance, rows, () => signal.aborted)
      if (!written.finished) signal.throwIfAborted()
      return { ...written, provenance }
    } finally {
      progress.stop()
      await model.close()
      this.seconds += (performance.now() - began) / 1000
    }
  }

  private modelOptions({ side = null }: Wanted): ModelOptions {
    const { device, threads, outputs, modelDims, images, texts } = this.settings
    return { device, threads, outputs, dims: modelDims, images, texts, side }
  }

  /** SHA-256 of the contents of a file, or of what else rows are read from; read once. */
  digest(path: string): Promise<string> {
    return this.digestOnce(path, async (memory) => {
      const isFile = await stat(path).then(
        (entry) => entry.isFile(),
        () => false,
      )
      return isFile ? fingerprint(path, memory) : rowsDigest(path, memory)
    })
  }

  /** SHA-256 of the contents of a model's files, read once. */
  modelDigest({ path }: NamedModel): Promise<string> {
    return this.digestOnce(`model ${path}`, async (memory) => fingerprintAll(await modelFiles(path), null, memory))
  }

  private digestOnce(key: string, read: (memory: string | null) => Promise<string>): Promise<string> {
    const known = this.digests.get(key)
    if (known !== undefined) return known
    const { cache } = this.settings
    const digest = read(cache === null ? null : join(cache, 'hashes'))
    this.digests.set(key, digest)
    return digest
  }

  /** Removes what was written for this command alone. */
  async close(): Promise<void> {
    if (this.scratch !== null) await rm(this.scratch, { recursive: true, force: true })
  }

  /** The cache, or where there is none or it cannot be written, a folder for this command alone. */
  private async folder(): Promise<string> {
    const { cache } = this.settings
    if (this.scratch !== null) return this.scratch
    if (cache !== null) {
      const folder = join(cache, 'embeddings')
      const failure = await mkdir(folder, { recursive: true })
        .then(() => access(folder, constants.W_OK))
        .then(() => null, messageOf)
      if (failure === null) return folder
      this.warnings.push({
        code: 'no-cache',
        message: `embeddings are not kept: the cache ${folder} cannot be written (${failure})`,
      })
    }
    this.scratch = await scratchFolder()
    return this.scratch
  }
}
