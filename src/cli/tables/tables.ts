/** What a command reads → embedding tables: a file read as it stands, or a dataset put through a model. */
import { openDataset } from '../../data/dataset.js'
import type { ForeignTable, LogitsKind } from '../../data/embeddings/logits-kind.js'
import { readIdColumn } from '../../data/ids.js'
import { usageError } from '../../errors.js'
import { SCORES_ONLY } from '../../model/encode.js'
import { openModel } from '../../model/model.js'
import type { EmbeddingTable, InputFacts } from '../../types.js'
import { type ClassNumbering, openNumbering } from './class-numbering.js'
import { Embedder, type EmbedSettings, modelOptions } from './embedder.js'
import type { NamedModel } from './models.js'
import { requireHeadClasses } from './provenance.js'
import { type Reading, SCORED } from './reading.js'
import { type FindShape, openShapes, type TableShape } from './shapes.js'
import { requireNoLabels, storedTable } from './stored-tables.js'

/** Opens tables for one command, and remembers what it read. */
export class TableSource {
  readonly facts: InputFacts[] = []
  readonly settings: EmbedSettings
  readonly embedder: Embedder
  readonly logitsKinds: Record<string, LogitsKind> = {} // by path: what logits of other tools were made from
  private readonly findShape: FindShape
  private readonly numberings = new Map<string | null, ClassNumbering>() // by path of the model
  private readonly idColumns = new Map<string, Promise<readonly string[]>>() // by path
  private readonly claimed = new Map<string, NamedModel>() // by path: whose rows a file that names no model is taken for

  constructor(settings: EmbedSettings, findShape: FindShape = openShapes()) {
    this.embedder = new Embedder(settings)
    this.settings = settings
    this.findShape = findShape
  }

  /**
   * The embeddings of a file itself when it holds embeddings or heads, else of its inputs put through the model.
   * Labels of all tables of a model are class numbers of one list of names, where tables name their classes.
   * @throws UserError when the file has neither, was made by another model, lacks the logits that are wanted, or has heads
   * that are scored and other class names than a table before it
   */
  async open(reading: Reading, model: NamedModel | null): Promise<EmbeddingTable> {
    const { role, path, name, of } = reading
    const stored = await storedTable(reading, model, this.settings)
    if (stored !== null) await this.noteStored(reading, stored)
    const table = stored ?? (await this.made(reading, model!)) // without a model, what is not stored is refused
    if (model !== null) await this.requireSameModel(table, model)
    const facts = {
      rows: stored === null ? (of ?? table.rows) : table.rows,
      dim: stored?.width || null,
      classes: table.classes?.length ?? (stored?.logits || null),
    }
    await this.note(role, path, facts, name)
    if (model !== null) await this.noteModel(model, table.width || null)
    return this.numbering(model).align(table, SCORED.has(role))
  }

  private numbering(model: NamedModel | null): ClassNumbering {
    const key = model?.path ?? null
    const known = this.numberings.get(key) ?? openNumbering((notice) => this.embedder.warnings.push(notice))
    this.numberings.set(key, known)
    return known
  }

  private async noteStored({ path, labels }: Reading, table: ForeignTable): Promise<void> {
    if (labels !== null) await this.note('labels', labels, { rows: table.rows, dim: null, classes: null })
    if (table.logitsKind !== null) this.logitsKinds[path] = table.logitsKind
    this.embedder.warnOf(table)
  }

  private async made(reading: Reading, model: NamedModel): Promise<EmbeddingTable> {
    requireNoLabels(reading)
    if (SCORED.has(reading.role)) await this.requireHeadClasses(reading, model)
    return this.embedder.table(reading, model)
  }

  /** @throws UserError (exit 3) when heads and labels have different classes, and nothing says which is which */
  private async requireHeadClasses({ path, columns }: Reading, { path: graph }: NamedModel): Promise<void> {
    const dataset = await openDataset(path, columns)
    if (dataset.namesFrom !== 'values') return
    const model = await openModel(graph, modelOptions(this.settings, SCORES_ONLY))
    try {
      await requireHeadClasses(dataset, model)
    } finally {
      await model.close()
    }
  }

  /** What `open` will give, without running a model. */
  shape(reading: Reading, model: NamedModel | null): Promise<TableShape> {
    return this.findShape(reading, model, this.settings)
  }

  /** The ids of all rows, without reading anything else. */
  ids(path: string): Promise<readonly string[]> {
    const known = this.idColumns.get(path) ?? readIdColumn(path, this.settings.columns)
    this.idColumns.set(path, known)
    return known
  }

  /** SHA-256 of a file's content. */
  digest(path: string): Promise<string> {
    return this.embedder.digests.of(path)
  }

  /** SHA-256 of the contents of a model's files. */
  modelDigest(model: NamedModel): Promise<string> {
    return this.embedder.digests.ofModel(model)
  }

  /** Removes what was written for this command alone. */
  close(): Promise<void> {
    return this.embedder.close()
  }

  private async requireSameModel(table: EmbeddingTable, model: NamedModel): Promise<void> {
    const made = table.provenance?.model
    if (made === undefined) return this.claim(table.path, model)
    if (made.sha256 === (await this.modelDigest(model))) return
    throw usageError(
      'model-mismatch',
      `${table.path} holds embeddings of ${made.name}, not of --model ${model.name}`,
      'leave --model out, or give the dataset',
    )
  }

  /** What another tool wrote is of one model, the one that the user says; it cannot be of two. */
  private claim(path: string, model: NamedModel): void {
    const other = this.claimed.get(path) ?? model
    this.claimed.set(path, other)
    if (other.path === model.path) return
    throw usageError(
      'one-model-file',
      `${path} does not say which model made it, and cannot be of both ${other.name} and ${model.name}`,
      'give one --model, or none',
    )
  }

  /** Remembers a model for the report, once. */
  async noteModel(model: NamedModel, dim: number | null): Promise<void> {
    const { name, path } = model
    if (this.facts.some((fact) => fact.role === 'model' && fact.path === path && fact.name === name)) return
    const sha256 = await this.modelDigest(model)
    this.facts.push({ role: 'model', name, path, sha256, rows: null, dim, classes: null })
  }

  /** Remembers an input for the report, once by each name. @param name as rows call it; null: they do not */
  async note(
    role: InputFacts['role'],
    path: string,
    facts: Pick<InputFacts, 'rows' | 'dim' | 'classes'>,
    name: string | null = null,
  ): Promise<void> {
    const named = name === null ? {} : { name }
    if (this.facts.some((fact) => fact.role === role && fact.path === path && fact.name === named.name)) return
    this.facts.push({ role, ...named, path, sha256: await this.digest(path), ...facts })
  }
}
