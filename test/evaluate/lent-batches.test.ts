/** Every way to read a table: none may look at a batch once the next one is asked for. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openNumbering } from '../../src/cli/tables/class-numbering.js'
import { drawRows } from '../../src/evaluate/drawn-rows.js'
import { fewShot } from '../../src/evaluate/few-shot.js'
import { loadHeadColumns } from '../../src/evaluate/head-columns.js'
import { knn, type Search } from '../../src/evaluate/knn.js'
import { parseOutcomeMetric } from '../../src/evaluate/outcome-metrics.js'
import { headOutcomes } from '../../src/evaluate/outcomes.js'
import { loadLogits, loadPredictions } from '../../src/evaluate/predictions.js'
import { fitOn, REDUCTIONS, reducedRows } from '../../src/evaluate/reduce.js'
import { restrictClasses } from '../../src/evaluate/restrict.js'
import { countedIds } from '../../src/evaluate/row-ids.js'
import { loadLabelled } from '../../src/evaluate/rows.js'
import { searchOutcomes } from '../../src/evaluate/search-outcomes.js'
import { byLabel, byQrels, type Sides } from '../../src/evaluate/sides.js'
import { similarity } from '../../src/evaluate/similarity.js'
import { superclassesOf } from '../../src/evaluate/superclasses.js'
import { keptScores } from '../../src/math/head-scores.js'
import { principalDirections } from '../../src/math/principal.js'
import { openProduct } from '../../src/onnx/product.js'
import { fitProbes } from '../../src/probe/choose.js'
import { openEngine } from '../../src/probe/engine.js'
import { probed } from '../../src/probe/probed.js'
import { nestedSearch } from '../../src/search/nested.js'
import { nestedLists } from '../../src/search/nested-lists.js'
import { writeVectors } from '../../src/search/vector-file.js'
import type { DimRow, Distance, EmbeddingTable } from '../../src/types.js'
import { collect } from '../data/collect.js'
import { temporaryFolder } from '../data/temporary.js'
import { randomVectors, silent } from '../search/search.js'
import { lentTable } from './lent-table.js'

const folder = temporaryFolder()
const [WIDTH, CLASSES, HEADS] = [8, 4, 2]

/** Rows of four classes, some of them unknown, so that some batches are whole and others are not. */
function tableOf(rows: number, seed: number, size: number, classes: readonly string[] | null = null): EmbeddingTable {
  const { values } = randomVectors(rows, WIDTH, seed)
  const labels = Int32Array.from({ length: rows }, (_, row) => (row % 23 === 3 ? -1 : (row * 7) % CLASSES))
  for (const [row, label] of labels.entries()) values[row * WIDTH + Math.max(0, label)]! += 1.5
  const { values: logits } = randomVectors(rows, HEADS * CLASSES, seed + 1)
  return {
    path: `table ${seed}`,
    name: 'table',
    rows,
    width: WIDTH,
    dims: [4, 8],
    headDims: [4, 8],
    logits: CLASSES,
    labelled: true,
    classes,
    provenance: null,
    async *batches() {
      for (let start = 0; start < rows; start += size) {
        const end = Math.min(rows, start + size)
        const own = labels.slice(start, end)
        const ids = Array.from(own, (_, i) => `row ${start + i}`)
        const heads = keptScores(own, HEADS, logits.slice(start * HEADS * CLASSES, end * HEADS * CLASSES))
        yield { start, rows: own.length, ids, labels: own, vectors: values.slice(start * WIDTH, end * WIDTH), heads }
      }
    },
  }
}

const database = tableOf(90, 1, 11)
const queries = tableOf(40, 3, 7)
const session = { device: 'cpu', threads: 1 } as const
const signal = new AbortController().signal
const common = { session, progress: silent, signal }
const search: (distance: Distance) => Search = (distance) => (rows, most, asked, dims, k) =>
  nestedSearch({ ...common, database: rows, rows: most, queries: asked, dims, distance, k })

/** @returns what a search of both sides finds, and what they say of it afterwards */
async function searched(sides: Sides): Promise<unknown> {
  const wanted = [{ dim: 4, k: 10, carry: [8] }]
  const { queries: asked, rows } = sides
  const lists = await nestedLists({
    ...common,
    database: sides.database(),
    rows,
    queries: asked,
    distance: 'cosine',
    wanted,
  })
  return { lists, asked, relevance: sides.relevance(), notices: sides.notices() }
}

type Read = (database: EmbeddingTable, queries: EmbeddingTable) => Promise<unknown>

const named = { name: 'M', dims: 'all' as const }
const outcomes = { name: 'M', dims: 'all' as const, measured: { data: null, database: null, distance: null } } as const
const superclasses = superclassesOf(Int32Array.of(0, 1, 2, 3), ['a', 'a', 'b', 'b'])
const metric = (id: string) => [parseOutcomeMetric(id)!]
const gains = Array.from({ length: 40 }, (_, q) => (q % 5 === 1 ? null : new Map([[q, 1]])))

const READS: Readonly<Record<string, Read>> = {
  'k-NN by cosine': (one, two) => knn(one, two, search('cosine'), { ...named, ks: [1, 5], oneFile: false, seed: 0 }),
  'k-NN by l2': (one, two) => knn(one, two, search('l2'), { ...named, ks: [1, 5], oneFile: false, seed: 0 }),
  'k-NN in one table': (one) => knn(one, one, search('ip'), { ...named, ks: [3], oneFile: true, seed: 0 }),
  'retrieval by label': async (one, two) => searched(await byLabel(one, two, 'M', false)),
  'retrieval by qrels': async (one, two) => searched(await byQrels(one, two, 'M', false, gains)),
  'rows in a file': async (one, two) => {
    const { database: rows } = await byLabel(one, two, 'M', false)
    return writeVectors(join(folder, 'rows'), WIDTH, rows())
  },
  'rows drawn by chance': (one) => drawRows(one, 40, 0),
  'compare by a search': (one, two) =>
    searchOutcomes(one, two, search('cosine'), false, { ...outcomes, metrics: metric('knn@3') }),
  'compare by heads': (one) => headOutcomes(one, { ...outcomes, metrics: metric('top1') }),
  'few-shot': (one, two) =>
    fewShot(one, two, products.product, silent, {
      ...named,
      distance: 'cosine',
      shots: [1, 3],
      ways: null,
      trials: 3,
      seed: 0,
      oneFile: false,
    }),
  'similarity of pairs': async (one) => {
    const scores = Float64Array.from({ length: one.rows }, (_, row) => Math.sin(row))
    return similarity(one, lentTable(tableOf(90, 5, 8)), scores, { ...named, distance: 'l2' })
  },
  'all reductions': async (one, two) => {
    const decompose = async (sums: Float64Array, width: number) => principalDirections(sums, width).directions
    const fit = fitOn(one, products.product, decompose, silent)
    return reducedRows({ database: one, queries: two }, REDUCTIONS, 0, products.product, fit, async (pair) => {
      const options = { name: 'M', dims: [4], ks: [1], oneFile: false, seed: 0 }
      return (await knn(pair.database, pair.queries, search('cosine'), options)).rows as DimRow[]
    })
  },
  'probes, fitted and applied': async (one, two) => {
    const engine = await openEngine(session)
    const training = await loadLabelled(one)
    const asked = { engine, training, holdout: null, dims: [4, 8], strengths: [1], seed: 0, name: 'M', path: 'one' }
    const set = await fitProbes({ ...asked, progress: silent, signal })
    await engine.close()
    return loadLogits(lentTable(probed(two, set, CLASSES, session)), 2 ** 20)
  },
  'columns of heads': (one) => loadHeadColumns(one, superclasses),
  predictions: (one) => loadPredictions(one),
  'logits of some classes': (one) =>
    loadLogits(restrictClasses(one, Int32Array.of(0, 2, 3), 'three of the classes'), 2 ** 20),
  'ids of labelled rows': (one) => countedIds(one, null),
  'labels by the numbers of another table': async (one) => {
    const numbering = openNumbering(() => {})
    numbering.align({ ...database, classes: ['d', 'c', 'b', 'a'] }, false)
    return loadLabelled(numbering.align({ ...one, classes: ['a', 'b', 'c', 'd'] }, false))
  },
}

const products = await openProduct(session)

describe('the same comes of batches that are gone when the next is there', () => {
  test.each(Object.entries(READS))('%s', async (_, read) => {
    const lasting = await read(database, queries)
    expect(await read(lentTable(database), lentTable(queries))).toEqual(lasting)
  })
})

test('who keeps a batch has none of its numbers', async () => {
  const kept = await collect(lentTable(queries).batches())
  expect(kept.flatMap(({ vectors }) => [...vectors!]).every(Number.isNaN)).toBe(true)
  expect(kept.at(-1)!.heads!.classes).toContain(12_345)
})
