/** Every cell of README's table of formats × column layouts, on a file from the library that the cell names. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Role, ToldColumns } from '../../../src/data/columns/columns.js'
import { hasInputs, openDataset } from '../../../src/data/dataset.js'
import { readArrayLabels } from '../../../src/data/embeddings/array-labels.js'
import { hasEmbeddings, openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { openRows } from '../../../src/data/formats/index.js'
import { collect } from '../collect.js'
import { file } from './cells.js'
import { CELLS } from './layout-cells.js'
import { FORMATS, formatsTable, type Layout, type LayoutCell } from './layouts.js'

const ROLES: Readonly<Record<Layout, Role>> = {
  float32: 'embedding',
  float16: 'embedding',
  float64: 'embedding',
  integers: 'embedding',
  'labels: numbers': 'label',
  'labels: strings, dictionaries, booleans': 'label',
  '`ClassLabel` names': 'label',
  'images: bytes or paths': 'image',
  'images: pixels': 'image',
  texts: 'text',
  ids: 'id',
}

/** What the tool reads from a cell's column, in the form of `expected`. */
async function read({ layout, file: name, column }: LayoutCell): Promise<unknown[]> {
  const [before, part] = name.split('#')
  const path = part === undefined ? file(name) : `${file(before!)}#${part}`
  const role = ROLES[layout]
  const told: ToldColumns = column === null ? {} : { [role]: column }
  if (role === 'embedding') return readVectors(path, told)
  if (role === 'image' || role === 'text') return readInputs(path, told, role === 'image' ? 'images' : 'texts')
  return readKeys(path, told, role === 'label')
}

async function readVectors(path: string, told: ToldColumns): Promise<unknown[]> {
  const { width, batches } = await openEmbeddings(path, told)
  return (await collect(batches())).flatMap(({ vectors, rows }) =>
    Array.from({ length: rows }, (_, row) => [...vectors!.subarray(row * width, (row + 1) * width)]),
  )
}

async function readInputs(path: string, told: ToldColumns, takes: 'images' | 'texts'): Promise<unknown[]> {
  const batches = await collect((await openDataset(path, told, takes)).batches(3))
  return batches.flatMap(({ inputs }) => {
    if (inputs.kind === 'images')
      return inputs.files.map((image) => (image instanceof Uint8Array ? Uint8Array.from(image) : image))
    return inputs.kind === 'texts' ? inputs.texts : []
  })
}

/** Labels or ids beside embeddings, else beside inputs, else labels in a file of their own. */
async function readKeys(path: string, told: ToldColumns, wantsLabels: boolean): Promise<unknown[]> {
  const { schema, rows, close } = await openRows(path)
  await close()
  const named = (labels: Int32Array, classes: readonly string[] | null) =>
    Array.from(labels, (label) => (label < 0 ? null : (classes?.[label] ?? label)))
  if (hasEmbeddings(schema, told, path)) {
    const { classes, batches } = await openEmbeddings(path, told)
    return (await collect(batches())).flatMap(({ labels, ids }) => (wantsLabels ? named(labels, classes) : ids))
  }
  if (hasInputs(schema, told, path)) {
    const { classes, batches } = await openDataset(path, told)
    return (await collect(batches(3))).flatMap(({ labels, ids }) => (wantsLabels ? named(labels, classes) : ids))
  }
  const { labels, classes } = await readArrayLabels(path, rows, 'the rows')
  return named(labels, classes)
}

describe.each(FORMATS)('%s', (format) => {
  const cells = CELLS.filter((cell) => cell.format === format).map((cell) => {
    return [cell.layout, cell.writer, cell.column ?? 'found', cell] as const
  })
  test.each(cells)('%s: %s, %s', async (_, __, ___, cell) => {
    expect(await read(cell)).toEqual(cell.expected)
  })
})

test('README has the table of these cells', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(formatsTable())
})
