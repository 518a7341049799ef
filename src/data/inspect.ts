/** What an Arrow file holds, and what is wrong with it: counted, not refused. */
import { stat } from 'node:fs/promises'
import type { RecordBatch } from 'apache-arrow'
import { dataError, messageOf } from '../errors.js'
import { type Provenance, UNKNOWN } from '../types.js'
import { classNames, findColumn, ROLES, type Role, type ToldColumns } from './columns.js'
import { readProvenance } from './embeddings.js'
import { openRows } from './formats/index.js'
import { logitColumns, withoutLogits } from './logit-columns.js'
import type { RowFile } from './row-file.js'
import { type Place, readLabels, readLists } from './values.js'

export interface FileFacts {
  kind: 'arrow'
  path: string
  bytes: number
  rows: number
  recordBatches: number
  columns: readonly { name: string; type: string; role: Role | 'logits' | null }[]
  notes: readonly string[] // roles that could not be told, and why
  labels: LabelFacts | null
  embedding: EmbeddingFacts | null
  provenance: Provenance | null
}

export interface LabelFacts {
  known: number // rows
  unknown: number // rows
  classes: readonly { label: number; name: string | null; rows: number }[] // those that occur, most rows first
  absent: number // declared classes without rows
}

export interface EmbeddingFacts {
  width: number // D
  dims: readonly number[] | null // declared
  nanRows: number
  infiniteRows: number
  zeroRows: number
  norm: { min: number; mean: number; max: number } | null // of the finite rows, at full width
  meanNorms: readonly { dim: number; norm: number }[] // of prefixes; [] without finite rows
}

/** @throws UserError (exit 3) when the file cannot be read at all */
export async function inspectFile(path: string, told: ToldColumns): Promise<FileFacts> {
  const file = await openRows(path)
  try {
    const { roles, notes } = findRoles(file, told, path)
    const provenance = readProvenance(file.schema)
    const heads = new Set(logitColumns(file.schema).map(({ name }) => name))
    return {
      kind: 'arrow',
      path,
      bytes: (await stat(path)).size,
      rows: file.rows,
      recordBatches: file.batchRows.length,
      columns: file.schema.fields.map(({ name, type }) => ({
        name,
        type: String(type),
        role: roles.find(([, column]) => column === name)?.[0] ?? (heads.has(name) ? 'logits' : null),
      })),
      notes,
      ...(await scan(file, new Map(roles), provenance, notes)),
      provenance,
    }
  } finally {
    await file.close()
  }
}

function findRoles(file: RowFile, told: ToldColumns, path: string): { roles: [Role, string][]; notes: string[] } {
  const roles: [Role, string][] = []
  const notes: string[] = []
  const schema = withoutLogits(file.schema, told)
  for (const role of ROLES) {
    const hasInputs = roles.some(([found]) => found === 'embedding' || found === 'image')
    if (role === 'tensor' && hasInputs && told.tensor === undefined) continue
    try {
      const column = findColumn(schema, role, told, path)
      if (column !== null) roles.push([role, column.name])
    } catch (error) {
      notes.push(messageOf(error))
    }
  }
  return { roles, notes }
}

/** Counts what can be counted; a row that cannot be read ends the count of its column with a note. */
async function scan(
  file: RowFile,
  roles: ReadonlyMap<Role, string>,
  provenance: Provenance | null,
  notes: string[],
): Promise<Pick<FileFacts, 'labels' | 'embedding'>> {
  const label = roles.get('label')
  const names = provenance?.classes ?? (label === undefined ? null : classNames(file.schema, label))
  const counts = new Map<number, number>()
  const norms = new NormCounter(provenance?.model.dims ?? null)
  const counters = new Map<Role, (batch: RecordBatch, place: Place) => void>([
    ['label', (batch, place) => countLabels(batch, place, counts)],
    ['embedding', (batch, place) => norms.add(batch, place)],
  ])
  const readable = new Set<Role>([...counters.keys()].filter((role) => roles.has(role)))
  for (let i = 0, firstRow = 0; i < file.batchRows.length && readable.size > 0; firstRow += file.batchRows[i++]!) {
    const batch = await file.read(i)
    for (const role of readable) {
      try {
        counters.get(role)!(batch, { path: file.path, column: roles.get(role)!, firstRow })
      } catch (error) {
        notes.push(messageOf(error))
        readable.delete(role)
      }
    }
  }
  return {
    labels: readable.has('label') ? labelFacts(counts, names) : null,
    embedding: readable.has('embedding') ? norms.facts() : null,
  }
}

function countLabels(batch: RecordBatch, place: Place, counts: Map<number, number>): void {
  for (const label of readLabels(batch, place, null)) counts.set(label, (counts.get(label) ?? 0) + 1)
}

function labelFacts(counts: ReadonlyMap<number, number>, names: readonly string[] | null): LabelFacts {
  const unknown = counts.get(UNKNOWN) ?? 0
  const classes = [...counts]
    .filter(([label]) => label !== UNKNOWN)
    .map(([label, rows]) => ({ label, name: names?.[label] ?? null, rows }))
  return {
    known: classes.reduce((sum, { rows }) => sum + rows, 0),
    unknown,
    classes: classes.toSorted((a, b) => b.rows - a.rows || a.label - b.label),
    absent: Math.max(0, (names?.length ?? 0) - classes.length),
  }
}

/** Norms and faults of vectors, batch by batch. */
class NormCounter {
  private readonly declared: readonly number[] | null
  private dims: readonly number[] = []
  private width: number | null = null
  private sums = new Float64Array(0)
  private finite = 0
  private total = 0 // of norms at full width
  private faults = { nanRows: 0, infiniteRows: 0, zeroRows: 0 }
  private norm = { min: Number.POSITIVE_INFINITY, max: 0 }

  constructor(declared: readonly number[] | null) {
    this.declared = declared
  }

  add(batch: RecordBatch, place: Place): void {
    const { values, width } = readLists(batch, place, this.width)
    if (width === 0)
      throw dataError('bad-row', `${place.path}: column "${place.column}" holds empty lists; expected embeddings`)
    if (this.width === null) {
      this.width = width
      this.dims = (this.declared ?? [width]).filter((dim) => dim <= width)
      this.sums = new Float64Array(this.dims.length)
    }
    for (let row = 0; row < batch.numRows; row++) this.addRow(values.subarray(row * width, (row + 1) * width))
  }

  private addRow(vector: Float32Array): void {
    const prefixes: number[] = []
    let squares = 0
    for (let j = 0, s = 0; j < vector.length; j++) {
      squares += vector[j]! * vector[j]!
      if (j + 1 === this.dims[s]) {
        prefixes.push(Math.sqrt(squares))
        s++
      }
    }
    if (Number.isNaN(squares)) this.faults.nanRows++
    else if (!Number.isFinite(squares)) this.faults.infiniteRows++
    else {
      const norm = Math.sqrt(squares)
      if (norm === 0) this.faults.zeroRows++
      this.finite++
      this.total += norm
      this.norm = { min: Math.min(this.norm.min, norm), max: Math.max(this.norm.max, norm) }
      for (const [s, prefix] of prefixes.entries()) this.sums[s]! += prefix
    }
  }

  facts(): EmbeddingFacts {
    const none = this.finite === 0
    const meanNorms = none ? [] : this.dims.map((dim, s) => ({ dim, norm: this.sums[s]! / this.finite }))
    const norm = none ? null : { ...this.norm, mean: this.total / this.finite }
    return { width: this.width ?? 0, dims: this.declared, ...this.faults, norm, meanNorms }
  }
}
