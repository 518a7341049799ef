/** Files as people have them: odd names, splits told twice, labels of two kinds, files that only Python reads. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { texts, vectors, writeArrow } from '../data/arrow-file.js'
import { floatsNpy } from '../data/npy-file.js'
import { program } from './run.js'
import { DATABASE, QUERIES, world, writeRows } from './world.js'

const { json } = program()
const { folder, path } = world()
const SAVED = fileURLToPath(new URL('../data/files/arrow/saved-dict', import.meta.url)) // of the datasets library
const queries = writeRows(path('q.arrow'), QUERIES, 'embedding')

test('spaces, brackets, # and letters of all kinds in names; splits in a config file of another folder', async () => {
  const odd = path('my data (v2) #1/dict [a] ünï')
  cpSync(SAVED, odd, { recursive: true })
  mkdirSync(path('my data (v2) #1/deep/er'), { recursive: true })
  const splits = 'split: [database=train, queries=test]'
  writeFileSync(
    path('my data (v2) #1/mrl-eval.config.yaml'),
    `database: "dict [a] ünï"\nqueries: "dict [a] ünï"\n${splits}\n`,
  )
  const plain = await json(['knn', '--database', `${SAVED}#train`, '--queries', `${SAVED}#test`])
  const found = await json(['knn'], { cwd: path('my data (v2) #1/deep/er') })
  const metrics = ({ document }: typeof plain) =>
    document.rows.map(({ dim, metrics }) => [dim, metrics['knn@1']!.value])
  expect(found.code).toBe(0)
  expect(found.stderr.replaceAll(odd, SAVED)).toBe(plain.stderr)
  expect(metrics(found)).toEqual(metrics(plain))
})

test('labels that are told go before those beside an array', async () => {
  const x = floatsNpy(path('X.npy'), Float32Array.from(DATABASE.flatMap((row) => row.x)), [6, 4])
  floatsNpy(path('y.npy'), new Float32Array(6), [6]) // all of class 0, as two of the four queries are
  const told = floatsNpy(
    path('told.npy'),
    Float32Array.from(DATABASE, ({ label }) => label),
    [6],
  )
  const accuracy = async (...flags: string[]) => {
    const { document } = await json(['knn', '--database', x, '--queries', queries, '--dims', '4', ...flags])
    return document.rows[0]!.metrics['knn@1']!.value
  }
  expect(await accuracy()).toBe(0.5)
  expect(await accuracy('--database-labels', told)).toBe(1)
})

test('class names on one side and bare numbers on the other are compared with a warning', async () => {
  const database = writeArrow(join(folder, 'names.arrow'), {
    embedding: vectors(DATABASE.map(({ x }) => x)),
    label: texts(DATABASE.map(({ label }) => ['pear', 'apple', 'fig'][label]!)),
  })
  const { document } = await json(['knn', '--database', database, '--queries', queries])
  expect(document.warnings.map(({ code }) => code)).toContain('labels-unnamed')
  expect(document.warnings.map(({ message }) => message)).toContain(
    `${queries} has class numbers without names; taken as places in the list of ${database}, where 0 is "apple"`,
  )
})

test.each([
  [
    'two splits of one path',
    () => [`${SAVED}#train`, '--split', 'database=test'],
    { code: 'split-twice', exitCode: 2, suggestions: [`say one: --split test, or ${SAVED}#train`] },
  ],
  [
    'a file of PyTorch',
    () => {
      writeFileSync(path('x.pt'), 'PK\x03\x04\x00\x00\x08\x08 and so on')
      return [path('x.pt')]
    },
    { code: 'unknown-format', exitCode: 3, suggestions: ["in Python: numpy.save('FILE.npy', array)"] },
  ],
])('%s', async (_, args, expected) => {
  const { document, stderr } = await json(['knn', '--queries', queries, '--database', ...args()])
  expect(document.error).toMatchObject(expected)
  expect(stderr).toBe('')
})
