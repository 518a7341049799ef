import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { binaries, ints, vectors, writeArrow } from '../data/arrow-file.js'
import { program } from './run.js'
import { QUERIES, world } from './world.js'

const { json, run } = program()
const { model, database, queries, path } = world()
const sides = ['--database', database, '--queries', queries]
const page = (name: string, ...more: string[]) => ['report', path('knn.json'), '--output', path(name), ...more]

beforeAll(async () => {
  const { code } = await run(['knn', '--model', `M=${model}`, ...sides, '--output', path('knn.json')])
  expect(code).toBe(0)
})

test('what queries find at each dim, and maps, the same twice', async () => {
  const own = ['--exhibits', '--model', `M=${model}`, ...sides]
  const [one, other] = await Promise.all(['a.html', 'b.html'].map((name) => run(page(name, ...own))))
  expect(one!.code, one!.stderr).toBe(0)
  expect(one!.stdout).toBe(`${path('a.html')}\n`)
  expect(other!.code).toBe(0)
  const text = readFileSync(path('a.html'), 'utf8')
  expect(text).toContain('Nearest rows of M at 2, 4 dims')
  expect(text).toContain('From the 4 queries')
  // At 2 dims a and c are right, b and d wrong; at 4 all are right
  expect(text.match(/wrong at 2, right at 4/g)).toHaveLength(2)
  expect(text.match(/right at 2 and 4/g)).toHaveLength(2)
  expect(text).not.toMatch(/right at 2, wrong|wrong at 2 and/)
  const asked = [
    ...text.matchAll(/class="query".*?title="(row \d)".*?2 dims.*?title="(row \d).*?4 dims.*?title="(row \d)/gs),
  ]
  const found = Object.fromEntries(asked.map(([, query, short, long]) => [query, [short, long]]))
  expect(found).toEqual({
    'row 0': ['row 0', 'row 0'],
    'row 1': ['row 1', 'row 3'],
    'row 2': ['row 2', 'row 2'],
    'row 3': ['row 0', 'row 5'],
  })
  expect(text).toContain('PCA of the first 2 dims, 100.0 % of the variance')
  expect(text).toContain('PCA of the first 4 dims')
  expect(readFileSync(path('b.html'), 'utf8')).toBe(text)
})

test('pictures of embeddings with images; the queries are the database', async () => {
  const images = await Promise.all(
    QUERIES.map((_, i) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 60 * i, g: 0, b: 0 } } })
        .png()
        .toBuffer(),
    ),
  )
  const both = writeArrow(path('both.arrow'), {
    embedding: vectors(QUERIES.map(({ x }) => x)),
    image: binaries(images),
    label: ints(QUERIES.map(({ label }) => label)),
  })
  const one = ['--column', 'embedding=embedding', '--database', both, '--queries', both]
  const measured = await run(['knn', ...one, '--dims', '2,4', '--output', path('both.json')])
  expect(measured.code, measured.stderr).toBe(0)
  const output = path('both.html')
  const { code, stderr } = await run([
    ...['report', path('both.json'), '--output', output, '--exhibits', '--exhibit-dims', '2,3', ...one],
    ...['--model-dims', '2,4'],
  ])
  expect(code, stderr).toBe(0)
  const text = readFileSync(output, 'utf8')
  expect(text).toContain('at 2, 3 dims')
  // Four queries with the three other rows at two dims
  expect(text.match(/<img src="data:image\/(png|webp);base64,[\w+/=]+" alt="">/g)).toHaveLength(4 * (1 + 2 * 3))
})

test('other data or models than those of the results are refused, before anything is written', async () => {
  const { code, document } = await json(
    page('no.html', '--exhibits', '--model', model, '--database', queries, '--queries', database),
  )
  expect(code).toBe(2)
  expect(document).toMatchObject({ error: { code: 'exhibits-mismatch' } })
  expect(existsSync(path('no.html'))).toBe(false)
  copyFileSync(queries, path('moved.arrow')) // the same contents elsewhere are the same data
  const moved = await run(
    page('yes.html', '--exhibits', '--model', model, '--database', database, '--queries', path('moved.arrow')),
  )
  expect(moved.code, moved.stderr).toBe(0)
})

test('what makes other embeddings of the rows is refused', async () => {
  const { document } = await json(page('x.html', '--exhibits', '--model', model, ...sides, '--embedding-output', 'z'))
  expect(document).toMatchObject({
    error: {
      code: 'exhibits-mismatch',
      message: '--exhibits shows what was measured: knn with embeddingOutput null; now it is "z"',
    },
  })
})

test('flags that would say nothing, and what is missing', async () => {
  const errors = await Promise.all([
    json(page('x.html', '--exhibits')),
    json(['report', path('knn.json'), '--exhibits', ...sides]),
    json(page('x.html', ...sides)),
  ])
  expect(errors.map(({ code }) => code)).toEqual([2, 2, 2])
  const codes = errors.map(({ document }) => (document as unknown as { error: { code: string } }).error.code)
  expect(codes).toEqual(['missing-flag', 'exhibits-unused', 'exhibits-unused'])
})
