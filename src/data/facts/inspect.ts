/** What a data file of any format holds, and what is wrong with it: counted, not refused. */
import { stat } from 'node:fs/promises'
import { DataType, type RecordBatch } from 'apache-arrow'
import { messageOf, UserError } from '../../errors.js'
import type { Provenance } from '../../types.js'
import { typeWords } from '../column-list.js'
import { isText } from '../columns/column-types.js'
import { findColumn, ROLES, type Role, type ToldColumns } from '../columns/columns.js'
import { labelClasses, readClasses } from '../columns/labels.js'
import type { Place } from '../columns/place.js'
import { readLabels } from '../columns/values.js'
import { logitColumns, withoutLogits } from '../embeddings/logit-columns.js'
import { readProvenance } from '../embeddings/provenance.js'
import { partsIn } from '../files/source.js'
import { containerOf, openRows } from '../formats/index.js'
import { imageFolder } from '../inputs/images.js'
import { inputColumns } from '../inputs/input-columns.js'
import type { RowFile } from '../row-file.js'
import { type ImageFacts, openImageCounter, openTextCounter, type TextFacts, unreadImages } from './input-facts.js'
import { type LabelFacts, openLabelCounter } from './label-facts.js'
import { type EmbeddingFacts, openVectorCounter } from './vector-facts.js'

export interface FileFacts {
  kind: 'data'
  format: string // id
  formatName: string // for people
  path: string
  bytes: number // of all its files
  rows: number
  recordBatches: number
  columns: readonly { name: string; type: string; role: Role | 'logits' | null }[]
  notes: readonly string[] // roles that could not be told and rows that could not be read, and why
  labels: LabelFacts | null
  embedding: EmbeddingFacts | null
  texts: TextFacts | null
  images: ImageFacts | null
  provenance: Provenance | null
}

/**
 * What a path holds: of what has several splits, or arrays that are no table together, each of them. What of these cannot be
 * read is noted with the first that can.
 * @throws UserError (exit 3) when nothing can be read
 */
export async function inspectData(path: string, told: ToldColumns): Promise<FileFacts[]> {
  try {
    return [await inspectFile(path, told)]
  } catch (error) {
    const parts = partsIn(error)
    if (parts === null) throw error
    const facts: FileFacts[] = []
    const faults: UserError[] = []
    for (const part of parts) {
      try {
        facts.push(...(await inspectData(part, told)))
      } catch (fault) {
        if (!(fault instanceof UserError)) throw fault
        faults.push(fault)
      }
    }
    const [first, ...others] = facts
    if (first === undefined) throw faults[0]
    return [{ ...first, notes: [...faults.map(messageOf), ...first.notes] }, ...others]
  }
}

/** @throws UserError (exit 3) when the file cannot be read at all; (exit 2) when it has parts, and none was named */
export async function inspectFile(path: string, told: ToldColumns): Promise<FileFacts> {
  const file = await openRows(path)
  try {
    const { roles, notes } = findRoles(file, told, path)
    const provenance = readProvenance(file.schema)
    const heads = new Set(logitColumns(file.schema).map(({ name }) => name))
    return {
      kind: 'data',
      ...(await container(path)),
      path,
      rows: file.rows,
      recordBatches: file.batchRows.length,
      columns: file.schema.fields.map((field) => ({
        name: field.name,
        type: typeWords(field),
        role: roles.find(([, column]) => column === field.name)?.[0] ?? (heads.has(field.name) ? 'logits' : null),
      })),
      ...(await scan(file, new Map(roles), provenance, notes)),
      provenance,
    }
  } finally {
    await file.close()
  }
}

async function container(path: string): Promise<Pick<FileFacts, 'format' | 'formatName' | 'bytes'>> {
  const { format, files } = await containerOf(path)
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return { format: format.id, formatName: format.name, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

function findRoles(file: RowFile, told: ToldColumns, path: string): { roles: [Role, string][]; notes: string[] } {
  const roles: [Role, string][] = []
  const notes: string[] = []
  const schema = withoutLogits(file.schema, told)
  for (const role of ROLES) {
    const hasInputs = roles.some(([found]) => found === 'embedding' || found === 'image')
    if (role === 'tensor' && hasInputs && told.tensor === undefined) continue
    try {
      const column =
        role === 'title'
          ? inputColumns(schema, told, path, 'texts')?.title // of a BEIR corpus, too
          : findColumn(schema, role, told, path)?.name
      if (column) roles.push([role, column])
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
  before: readonly string[],
): Promise<Pick<FileFacts, 'labels' | 'embedding' | 'texts' | 'images' | 'notes'>> {
  const notes = [...before]
  const label = roles.get('label')
  const names = provenance?.classes ?? (label === undefined ? null : await labelClasses(file, label))
  const labels = openLabelCounter(names)
  const vectors = openVectorCounter(provenance?.model.dims ?? null, roles.has('embedding') ? file.rows : 0)
  const texts = openTextCounter(roles.has('text') ? file.rows : 0)
  const images = openImageCounter(roles.has('image') ? await imageFolder(file.path) : '')
  const counters = new Map<Role, (batch: RecordBatch, place: Place) => void | Promise<void>>([
    ['label', (batch, place) => labels.add(labelsIn(batch, place, names))],
    ['embedding', vectors.add],
    ['text', texts.add],
    ['image', images.add],
  ])
  const readable = new Set([...counters.keys()].filter((role) => roles.has(role)))
  for (let i = 0, firstRow = 0; i < file.batchRows.length && readable.size > 0; firstRow += file.batchRows[i++]!) {
    const wanted = [...readable].map((role) => roles.get(role)!)
    const batch = await file.read(i, wanted)
    for (const role of readable) {
      try {
        await counters.get(role)!(batch, { path: file.path, column: roles.get(role)!, firstRow })
      } catch (error) {
        notes.push(messageOf(error))
        readable.delete(role)
      }
    }
  }
  if (readable.has('image'))
    notes.push(
      ...unreadImages(images.facts()).map((what) => `${file.path}: column "${roles.get('image')}" has ${what}`),
    )
  return {
    notes,
    labels: readable.has('label') ? labels.facts() : null,
    embedding: readable.has('embedding') ? vectors.facts() : null,
    texts: readable.has('text') ? texts.facts() : null,
    images: readable.has('image') ? images.facts() : null,
  }
}

/** Numbers beyond the declared classes are no error here. */
function labelsIn(batch: RecordBatch, place: Place, names: readonly string[] | null): Int32Array {
  const { type } = batch.getChild(place.column)!
  const isNamed = isText(type) || DataType.isBool(type)
  return isNamed ? readClasses(batch, place, names) : readLabels(batch, place, null)
}
