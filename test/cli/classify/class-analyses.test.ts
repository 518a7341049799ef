import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type AnalysisFlags, analysesFor, readAnalyses } from '../../../src/cli/classify/class-analyses.js'
import { features, ints, writeArrow } from '../../data/arrow-file.js'
import { temporaryFolder } from '../../data/temporary.js'
import { headTable } from '../../evaluate/head-table.js'

const folder = temporaryFolder()
const none: AnalysisFlags = {
  'per-class': false,
  superclasses: undefined,
  frequency: undefined,
  train: undefined,
  'train-labels': undefined,
  column: undefined,
}
const set = { name: null, path: 'data.arrow', subset: null }
const classes = ['cat', 'dog', 'car']
const table = headTable({ dims: [2], labels: [0, 1], logits: [1, 0, 0, 0, 1, 0], classes })

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function trainOf(names: readonly string[]): string {
  const metadata = features({ label: { _type: 'ClassLabel', names } })
  return writeArrow(join(folder, `${names.join('-')}.arrow`), { label: ints([0, 0, 1]) }, { metadata })
}

test('nothing is asked for', async () => {
  expect(analysesFor(await readAnalyses(none, [set]), set, table)).toEqual({ perClass: false })
})

test('files are resolved by the classes of each table', async () => {
  const flags = { ...none, superclasses: write('s.csv', 'car,thing\ncat,animal\n1,animal\n') }
  const named = { name: 'a', path: 'data.arrow', subset: write('subset.txt', 'dog\ncat\n') }
  const analyses = await readAnalyses(flags, [named, { ...set, name: 'b' }])
  const { data, subset, superclasses } = analysesFor(analyses, named, table)
  expect([data, subset]).toEqual(['a', { path: named.subset, members: Int32Array.of(1, 0) }])
  expect(superclasses!.names).toEqual(['thing', 'animal'])
  expect(superclasses!.members.map((members) => [...members])).toEqual([[2], [0, 1]])
  expect(analysesFor(analyses, { ...set, name: 'b' }, table).subset).toBeUndefined()
})

describe('frequency', () => {
  const asked = (train: string | undefined, labels?: string) =>
    readAnalyses({ ...none, frequency: [2, 3], train, 'train-labels': labels }, [set])

  test('counts the training labels', async () => {
    const { training } = analysesFor(await asked(trainOf(classes)), set, table)
    expect([...training!.counts.entries()]).toEqual([
      [0, 2],
      [1, 1],
    ])
    expect(training!.bounds).toEqual([2, 3])
  })

  test('classes of training and data must be the same', async () => {
    const analyses = await asked(trainOf(['cat', 'cow', 'car']))
    const resolve = () => analysesFor(analyses, set, table)
    expect(resolve).toThrow(expect.objectContaining({ code: 'classes-differ', exitCode: 3 }))
    expect(resolve).toThrow(/class 1 is "dog" in data\.arrow and "cow" in /)
  })

  test('without training rows, and with labels beside a file that has its own', async () => {
    await expect(asked(undefined)).rejects.toMatchObject({ code: 'frequency-train', exitCode: 2 })
    await expect(asked(trainOf(classes), 'labels.npy')).rejects.toMatchObject({ code: 'labels-unused', exitCode: 2 })
  })
})
