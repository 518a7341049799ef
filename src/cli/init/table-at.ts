/** What the rows at a path are, told by their columns. */
import { basename } from 'node:path'
import { findColumn } from '../../data/columns/columns.js'
import { hasEmbeddings, openEmbeddings } from '../../data/embeddings/embeddings.js'
import { withoutLogits } from '../../data/embeddings/logit-columns.js'
import { readProvenance } from '../../data/embeddings/provenance.js'
import { openRows } from '../../data/formats/index.js'
import { inputColumns } from '../../data/inputs/input-columns.js'
import type { FoundTable } from './find.js'

/** @throws what is wrong with it, and that it holds nothing to evaluate */
export async function tableAt(path: string, shown: string): Promise<FoundTable> {
  const { schema, rows } = await openAndClose(path)
  if (rows === 0) throw new Error('no rows')
  const role = (name: 'label' | 'sentence1' | 'sentence2' | 'score') => {
    try {
      return findColumn(schema, name, {}, path)
    } catch {
      return null // two that fit, or one that does not: the command will say so
    }
  }
  const table = { path: shown, rows, width: null, isLabelled: role('label') !== null }
  if (role('sentence1') && role('sentence2') && role('score')) return { ...table, holds: 'pairs' }
  const inputs = inputColumns(withoutLogits(schema, {}), {}, path, null)
  if (readProvenance(schema) === null && inputs !== null) {
    const column = schema.fields.find(({ name }) => name === inputs.input)!
    const size: unknown = 'listSize' in column.type ? column.type.listSize : null
    if (!(inputs.kind === 'tensors' && hasEmbeddings(schema, {}, path)))
      return {
        ...table,
        holds: inputs.kind,
        width: inputs.kind === 'tensors' && typeof size === 'number' ? size : null,
      }
  }
  if (hasEmbeddings(schema, {}, path)) {
    const { width, labelled } = await openEmbeddings(path)
    return { ...table, holds: 'embeddings', width, isLabelled: labelled }
  }
  throw new Error(`${basename(shown)} has no images, numbers, texts or embeddings`)
}

export async function openAndClose(path: string): Promise<Awaited<ReturnType<typeof openRows>>> {
  const file = await openRows(path)
  await file.close()
  return file
}
