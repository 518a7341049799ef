/** Paths that the user gave → embedding tables: a file read as it stands, or a dataset put through a model. */
import { openDataset } from '../../data/dataset.js'
import { openEmbeddings } from '../../data/embeddings/embeddings.js'
import type { LogitsKind } from '../../data/embeddings/logits-kind.js'
import { readIdColumn } from '../../data/ids.js'
import { usageError } from '../../errors.js'
import { openModel } from '../../model/model.js'
import type { Side } from '../../model/text-options.js'
import type { EmbeddingTable, InputFacts } from '../../types.js'
import { type ClassNumbering, openNumbering } from './class-numbering.js'
import { Embedder, type EmbedSettings, SCORES_ONLY, type TableShape } from './embedder.js'
import type { NamedModel } from './models.js'
import { requireHeadClasses } from './provenance.js'
import { isStored, openStored, requireNoLabels, SCORED, type TableOptions, type TableRole } from './stored-tables.js'

/** Some rows of a file. */
export interface SomeRows {
  rows: readonly number[] // by row number, ascending
  of: number // rows of the file
}

/** How a table is opened. */
export interface Opening {
  enough?: SomeRows | null // rows that are: of inputs, only these are put through the model; what is stored comes with all of its rows
  name?: string | null // of the data or query set, as rows call it
}

/** Opens tables for one command, and remembers what it read. */
export class TableSource {
  readonly facts: InputFacts[] = []
  readonly embedder: Embedder
  readonly logitsKinds: Record<string, LogitsKind> = {} // by path: what logits of other tools were made from
  private readonly settings: EmbedSettings
  private readonly options: TableOptions
  private readonly numberings = new Map<string | null, ClassNumbering>() // by path of the model
  private readonly idColumns = new Map<string, Promise<readonly string[]>>() // by path
  private readonly claimed = new Map<string, NamedModel>() // by path: whose rows a file that names no model is taken for

  constructor(settings: EmbedSettings, options: TableOptions) {
    this.embedder = new Embedder(settings)
    this.settings = settings
    this.options = options
  }

  /**
   * The embeddings at `path`: the file itself when it holds embeddings or heads, else its inputs put through the model.
   * Labels of all tables of a model are class numbers of one list of names, where tables name their classes.
   * @throws UserError when the file has neither, was made by another model, lacks the logits that are wanted, or has heads
   * that are scored and other class names than a table before it
   */
  async open(
    role: TableRole,
    path: string,
    model: NamedModel | null,
    { enough = null, name = null }: Opening = {},
  ): Promise<EmbeddingTable> {
    const asItStands = await isStored(path, model, this.settings.columns)
    const table =
      asItStands || model === null
        ? await this.stored(role, path, model)
        : await this.made(role, path, model, enough?.rows ?? null)
    if (model !== null) await this.requireSameModel(table, model)
    const facts = {
      rows: asItStands ? table.rows : (enough?.of ?? table.rows),
      dim: (asItStands && table.width) || null,
      classes: table.classes?.length ?? ((asItStands && table.logits) || null),
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

  private async stored(role: TableRole, path: string, model: NamedModel | null): Promise<EmbeddingTable> {
    const table = await openStored(role, path, model, this.settings, this.options)
    const labels = this.options.labels[role]
    if (labels !== undefined) await this.note('labels', labels, { rows: table.rows, dim: null, classes: null })
    if (table.logitsKind !== null) this.logitsKinds[path] = table.logitsKind
    this.embedder.warnOf(table)
    return table
  }

  /** Logits that no score is made of are not asked for. */
  private async made(
    role: TableRole,
    path: string,
    model: NamedModel,
    rows: readonly number[] | null,
  ): Promise<EmbeddingTable> {
    const { labels, logits, tta } = this.options
    requireNoLabels(role, path, labels[role])
    if (SCORED.has(role)) await this.requireHeadClasses(path, model)
    const wanted = SCORED.has(role) ? { logits, tta: tta ?? ('none' as const) } : SCORES_ONLY
    return this.embedder.table(path, model, { ...wanted, rows, side: this.options.sides ? sideOf(role) : null })
  }

  /** @throws UserError (exit 3) when heads and labels have different classes, and nothing says which is which */
  private async requireHeadClasses(path: string, { path: graph }: NamedModel): Promise<void> {
    const dataset = await openDataset(path, this.settings.columns)
    if (dataset.namesFrom !== 'values') return
    const { device, threads, outputs, modelDims: dims, images, texts } = this.settings
    const model = await openModel(graph, { device, threads, outputs, dims, images, texts })
    try {
      await requireHeadClasses(dataset, model)
    } finally {
      await model.close()
    }
  }

  /** What `open` will give, without running a model. */
  async shape(path: string, model: NamedModel | null, enough: SomeRows | null = null): Promise<TableShape> {
    const { columns, modelDims } = this.settings
    if ((await isStored(path, model, columns)) || model === null) {
      const table = await openEmbeddings(path, columns)
      return { ...table, dims: table.provenance === null ? (table.dims ?? modelDims) : table.dims }
    }
    return this.embedder.shape(path, model, { ...SCORES_ONLY, rows: enough?.rows ?? null })
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

/** The side of a search that rows are on. */
function sideOf(role: TableRole): Side | null {
  return role === 'database' ? 'document' : role === 'queries' ? 'query' : null
}
