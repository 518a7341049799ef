/** Paths that the user gave → embedding tables: a file read as it stands, or a dataset put through a model, once. */
import { access, constants, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Schema } from 'apache-arrow'
import type { ToldColumns } from '../data/columns.js'
import { hasInputs, openDataset } from '../data/dataset.js'
import { hasEmbeddings, openEmbeddings, readProvenance } from '../data/embeddings.js'
import { fingerprint, sha256 } from '../data/fingerprint.js'
import { openIpc } from '../data/ipc.js'
import { type Written, writeEmbeddings } from '../data/write-embeddings.js'
import { dataError, messageOf, usageError } from '../errors.js'
import { encode } from '../model/encode.js'
import type { ToldOutputs } from '../model/heads.js'
import { PREPROCESSING } from '../model/inputs.js'
import { type Model, openModel } from '../model/model.js'
import type {
  Dataset,
  Device,
  Dims,
  EmbeddingTable,
  InputFacts,
  Notice,
  Progress,
  Provenance,
} from '../types.js'
import type { NamedModel } from './models.js'

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

/** Opens tables for one command, and remembers what it read. */
export class TableSource {
  readonly facts: InputFacts[] = []
  readonly warnings: Notice[] = []
  embedSeconds = 0 // spent running models
  private readonly settings: EmbedSettings
  private scratch: string | null = null

  constructor(settings: EmbedSettings) {
    this.settings = settings
  }

  /**
   * The embeddings at `path`: the file itself when it holds embeddings, else its inputs put through the model.
   * @throws UserError when the file has neither, or was made by another model
   */
  async open(
    role: 'database' | 'queries' | 'data',
    path: string,
    model: NamedModel | null,
  ): Promise<EmbeddingTable> {
    const { columns } = this.settings
    const file = await openIpc(path)
    await file.close()
    const isStored =
      model === null ? this.mustHoldEmbeddings(file.schema, path) : this.holdsEmbeddings(file.schema, path)
    const table =
      isStored || model === null ? await openEmbeddings(path, columns) : await this.embedded(path, model)
    if (model !== null) await this.requireSameModel(table, model)
    await this.note(role, path, {
      rows: table.rows,
      dim: (isStored && table.width) || null,
      classes: table.classes?.length ?? null,
    })
    if (model !== null)
      await this.note('model', model.path, { rows: null, dim: table.width || null, classes: null })
    return table
  }

  /** With a model: embeddings only if the file says so, or has nothing to feed the model with. */
  private holdsEmbeddings(schema: Schema, path: string): boolean {
    const { columns } = this.settings
    return (
      readProvenance(schema) !== null || columns.embedding !== undefined || !hasInputs(schema, columns, path)
    )
  }

  /** Without a model: true, or the error that asks for one. */
  private mustHoldEmbeddings(schema: Schema, path: string): true {
    const { columns } = this.settings
    if (
      readProvenance(schema) !== null ||
      hasEmbeddings(schema, columns, path) ||
      !hasInputs(schema, columns, path)
    )
      return true
    throw dataError(
      'no-model',
      `${path} is a dataset: its inputs have to go through a model`,
      'give one: --model PATH',
    )
  }

  /** Removes what was written for this command alone. */
  async close(): Promise<void> {
    if (this.scratch !== null) await rm(this.scratch, { recursive: true, force: true })
  }

  /** SHA-256 of a file's content. */
  digest(path: string): Promise<string> {
    return fingerprint(path, this.settings.cache === null ? null : join(this.settings.cache, 'hashes'))
  }

  private async embedded(path: string, model: NamedModel): Promise<EmbeddingTable> {
    const { tool, onnxruntime, device, batch, columns, outputs, modelDims } = this.settings
    const contents = [await this.digest(model.path), await this.digest(path)]
    const key = sha256(
      JSON.stringify([
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
    const file = join(await this.folder(), `${key}.arrow`)
    const kept = await openEmbeddings(file).catch(() => null) // none, or damaged: embed again
    if (kept !== null) return kept
    await this.embed(path, model, file)
    return openEmbeddings(file)
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
      this.embedSeconds += (performance.now() - began) / 1000
    }
  }

  private async provenance(
    dataset: Dataset,
    model: Model,
    named: NamedModel,
    batch: number,
  ): Promise<Provenance> {
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

  private async requireSameModel(table: EmbeddingTable, model: NamedModel): Promise<void> {
    const made = table.provenance?.model
    if (made === undefined || made.sha256 === (await this.digest(model.path))) return
    throw usageError(
      'model-mismatch',
      `${table.path} holds embeddings of ${made.name}, not of --model ${model.name}`,
      'leave --model out, or give the dataset',
    )
  }

  private async note(
    role: InputFacts['role'],
    path: string,
    facts: Pick<InputFacts, 'rows' | 'dim' | 'classes'>,
  ): Promise<void> {
    if (this.facts.some((fact) => fact.role === role && fact.path === path)) return
    this.facts.push({ role, path, sha256: await this.digest(path), ...facts })
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
    this.scratch = await mkdtemp(join(tmpdir(), 'mrl-eval-'))
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
