/** Paths that the user gave → embedding tables: a file read as it stands, or a dataset put through a model. */
import type { Schema } from 'apache-arrow'
import type { ToldColumns } from '../data/columns.js'
import { hasInputs, openDataset } from '../data/dataset.js'
import { hasEmbeddings, openEmbeddings, readProvenance } from '../data/embeddings.js'
import { openIpc } from '../data/ipc.js'
import { dataError, usageError } from '../errors.js'
import type { EmbeddingTable, InputFacts } from '../types.js'
import { Embedder, type EmbedSettings, type TableShape } from './embedder.js'
import type { NamedModel } from './models.js'

/** Opens tables for one command, and remembers what it read. */
export class TableSource {
  readonly facts: InputFacts[] = []
  readonly embedder: Embedder
  private readonly columns: ToldColumns

  constructor(settings: EmbedSettings) {
    this.embedder = new Embedder(settings)
    this.columns = settings.columns
  }

  /**
   * The embeddings at `path`: the file itself when it holds embeddings, else its inputs put through the model.
   * @throws UserError when the file has neither, or was made by another model
   */
  async open(role: 'database' | 'queries' | 'data', path: string, model: NamedModel | null): Promise<EmbeddingTable> {
    const isStored = await this.isStored(path, model)
    const table =
      isStored || model === null ? await openEmbeddings(path, this.columns) : await this.embedder.table(path, model)
    if (model !== null) await this.requireSameModel(table, model)
    await this.note(role, path, {
      rows: table.rows,
      dim: (isStored && table.width) || null,
      classes: table.classes?.length ?? null,
    })
    if (model !== null) await this.note('model', model.path, { rows: null, dim: table.width || null, classes: null })
    return table
  }

  /** What `open` will give, without running a model. */
  async shape(path: string, model: NamedModel | null): Promise<TableShape> {
    if (model === null || (await this.isStored(path, model))) return openEmbeddings(path, this.columns)
    return this.embedder.shape(path, model)
  }

  /** The ids of all rows, without running a model. */
  async ids(path: string, model: NamedModel | null): Promise<string[]> {
    const isStored = await this.isStored(path, model)
    const source = isStored ? await openEmbeddings(path, this.columns) : await openDataset(path, this.columns)
    const ids: string[] = []
    for await (const batch of source.batches(1024)) ids.push(...batch.ids)
    return ids
  }

  /** @throws UserError when the file has neither embeddings nor, with a model, inputs */
  private async isStored(path: string, model: NamedModel | null): Promise<boolean> {
    const file = await openIpc(path)
    await file.close()
    return model === null ? this.mustHoldEmbeddings(file.schema, path) : this.holdsEmbeddings(file.schema, path)
  }

  /** With a model: embeddings only if the file says so, or has nothing to feed the model with. */
  private holdsEmbeddings(schema: Schema, path: string): boolean {
    const { columns } = this
    return readProvenance(schema) !== null || columns.embedding !== undefined || !hasInputs(schema, columns, path)
  }

  /** Without a model: true, or the error that asks for one. */
  private mustHoldEmbeddings(schema: Schema, path: string): true {
    const { columns } = this
    if (readProvenance(schema) !== null || hasEmbeddings(schema, columns, path) || !hasInputs(schema, columns, path))
      return true
    throw dataError(
      'no-model',
      `${path} is a dataset: its inputs have to go through a model`,
      'give one: --model PATH',
      'or say which column holds embeddings: --column embedding=NAME',
    )
  }

  /** SHA-256 of a file's content. */
  digest(path: string): Promise<string> {
    return this.embedder.digest(path)
  }

  /** Removes what was written for this command alone. */
  close(): Promise<void> {
    return this.embedder.close()
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

  /** Remembers an input for the report, once. */
  async note(
    role: InputFacts['role'],
    path: string,
    facts: Pick<InputFacts, 'rows' | 'dim' | 'classes'>,
  ): Promise<void> {
    if (this.facts.some((fact) => fact.role === role && fact.path === path)) return
    this.facts.push({ role, path, sha256: await this.digest(path), ...facts })
  }
}
