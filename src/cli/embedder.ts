/** Datasets put through models: into a file, or once into the cache and from there on read. */
import { access, constants, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ToldColumns } from '../data/columns.js'
import { openDataset } from '../data/dataset.js'
import { openEmbeddings } from '../data/embeddings.js'
import { fingerprint, sha256 } from '../data/fingerprint.js'
import { type Written, writeEmbeddings } from '../data/write-embeddings.js'
import { dataError, messageOf } from '../errors.js'
import { encode } from '../model/encode.js'
import type { ToldOutputs } from '../model/heads.js'
import { PREPROCESSING } from '../model/inputs.js'
import { type Model, openModel } from '../model/model.js'
import type { Dataset, Device, Dims, EmbeddingTable, Notice, Progress, Provenance } from '../types.js'
import type { NamedModel } from './models.js'
import { scratchFolder } from './scratch.js'

export interface EmbedSettings {
  tool: string // version
  onnxruntime: string // version
  device: Device
  threads: number
  batch: number
  columns: ToldColumns
  outputs: ToldOutputs
  modelDims: Dims | null
  cache: string | null // folder; null: keep nothing
  progress: Progress
  signal: AbortSignal
}

/** Changes when what a cached file says of itself does, so that older ones are made again. */
const LAYOUT = 2

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
  async table(path: string, model: NamedModel): Promise<EmbeddingTable> {
    const file = await this.file(path, model)
    const kept = await openEmbeddings(file).catch(() => null) // none, or damaged: embed again
    if (kept === null) await this.embed(path, model, file)
    return { ...(kept ?? (await openEmbeddings(file))), path } // errors name what the user knows
  }

  /** The size of that table, without making it. */
  async shape(path: string, named: NamedModel): Promise<TableShape> {
    const kept = await openEmbeddings(await this.file(path, named)).catch(() => null)
    if (kept !== null) return kept
    const { device, threads, outputs, modelDims, columns } = this.settings
    const { rows } = await openDataset(path, columns)
    const model = await openModel(named.path, { device, threads, outputs, dims: modelDims })
    await model.close()
    return { rows, width: model.width, dims: model.dims }
  }

  /** Where the embeddings of a dataset under a model are kept. */
  private async file(path: string, model: NamedModel): Promise<string> {
    const { tool, onnxruntime, device, batch, columns, outputs, modelDims } = this.settings
    const contents = [await this.digest(model.path), await this.digest(path)]
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
        PREPROCESSING,
        ...contents,
      ]),
    )
    return join(await this.folder(), `${key}.arrow`)
  }

  /** Puts a dataset through a model into `file`. @throws the signal's reason when it stops the work */
  async embed(path: string, named: NamedModel, file: string): Promise<Written & { provenance: Provenance }> {
    const { device, threads, outputs, modelDims, columns, batch, progress, signal } = this.settings
    const dataset = await openDataset(path, columns)
    if (dataset.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const began = performance.now()
    const model = await openModel(named.path, { device, threads, outputs, dims: modelDims })
    try {
      requireSameClasses(dataset, model)
      const size = model.input.batch ?? batch
      const provenance = await this.provenance(dataset, model, named, size)
      const rows = (from: number) => {
        progress.start(`embedding ${dataset.name} with ${named.name}`, dataset.rows, 'rows', from)
        return encode(dataset, model, size, from, progress)
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

  private async provenance(dataset: Dataset, model: Model, named: NamedModel, batch: number): Promise<Provenance> {
    return {
      format: 1,
      tool: this.settings.tool,
      onnxruntime: this.settings.onnxruntime,
      device: this.settings.device,
      batch,
      model: {
        name: named.name,
        sha256: await this.digest(model.path),
        dims: model.dims,
        headDims: model.heads.map(({ dim }) => dim),
        outputs: [
          model.embedding ?? '',
          ...model.heads.map(({ output, stack }) =>
            stack === null ? output : `${output} ${stack.layout} ${stack.index}`,
          ),
        ],
        preprocessing: PREPROCESSING,
      },
      data: {
        name: dataset.name,
        sha256: await this.digest(dataset.path),
        rows: dataset.rows,
        columns: dataset.columns,
      },
      width: model.width,
      classes: dataset.classes ?? model.classes,
    }
  }

  /** SHA-256 of an input's content, read once. */
  digest(path: string): Promise<string> {
    const known = this.digests.get(path)
    if (known !== undefined) return known
    const digest = fingerprint(path, this.settings.cache === null ? null : join(this.settings.cache, 'hashes'))
    this.digests.set(path, digest)
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

/** A model that names its classes must have been trained on the classes that the dataset names. */
function requireSameClasses(dataset: Dataset, model: Model): void {
  if (dataset.classes === null || model.classes === null) return
  const differs = dataset.classes.findIndex((name, i) => name !== model.classes![i])
  if (differs === -1) return
  const [ours, theirs] = [dataset.classes[differs], model.classes[differs] ?? 'absent']
  throw dataError(
    'classes-differ',
    `class ${differs} is "${ours}" in ${dataset.path} and "${theirs}" in ${model.path}; expected the same classes`,
  )
}
