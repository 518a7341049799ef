import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openRunFiles, requireRunIds, runName, type Searches } from '../../../src/cli/retrieval/run-files.js'
import { EXACT } from '../../../src/evaluate/indexes.js'
import { type Score, type ScoreTask, score } from '../../../src/evaluate/score.js'
import type { Setting } from '../../../src/types.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()
const at = (shortlist: number): Setting => ({ index: EXACT, shortlist, size: 2, stages: [] })
const searches = (settings: readonly Setting[], model = 'M'): Searches => ({
  model,
  querySet: null,
  reduction: null,
  settings,
  queryIds: ['q0', 'q1', 'q2'],
  databaseIds: ['d0', 'd1', 'd2'],
})

/** Lists of two rows at dims 2 and 4, for some queries. */
function task(settings: readonly Setting[], ids: readonly number[]): ScoreTask {
  const scores = Float32Array.from(ids, (_, i) => 1 - (i % 2))
  const lists = [2, 4].map((dim) => ({ dim, k: 2, ids: Int32Array.from(ids), scores: new Map([[dim, scores]]) }))
  const relevance = { kind: 'qrels' as const, gains: ids.slice(0, ids.length / 2).map(() => new Map([[0, 1]])) }
  const searched = [{ settings, lists, isExact: true }]
  return { queries: ids.length / 2, searched, reference: 0, selves: null, relevance, ks: [2], kept: 0 }
}
const plain: Score = async (own) => score(own)

describe('files', () => {
  test('have all blocks of queries, and their names only in the end', async () => {
    const place = join(folder, 'new', 'runs')
    const files = openRunFiles(place, [])
    const [two, four] = [at(2), at(4)]
    const recorded = files.recorded(plain, searches([two])) // 4 is what others are compared with
    const first = task([two, four], [0, 1, 2, -1])
    expect(await recorded.score(first)).toEqual(await plain(first))
    await recorded.score(task([two, four], [1, 2]))
    expect(readdirSync(place).filter((name) => name.endsWith('.trec'))).toEqual([])
    await recorded.finish()
    await files.close()
    expect(readdirSync(place)).toEqual(['M_2.trec'])
    expect(files.written()).toBe(1)
    expect(readFileSync(join(place, 'M_2.trec'), 'utf8').split('\n')).toEqual([
      'q0 Q0 d0 1 1 M_2',
      'q0 Q0 d1 2 0 M_2',
      'q1 Q0 d2 1 1 M_2',
      'q2 Q0 d1 1 1 M_2',
      'q2 Q0 d2 2 0 M_2',
      '',
    ])
  })

  test('are gone when the work was not finished', async () => {
    const place = join(folder, 'stopped')
    const files = openRunFiles(place, [])
    await files.recorded(plain, searches([at(2)])).score(task([at(2)], [0, 1]))
    const setting = at(2)
    await files.recorded(plain, searches([setting])).score(task([setting], [0, 1]))
    expect(readdirSync(place)).toHaveLength(1)
    await files.close()
    expect(readdirSync(place)).toEqual([])
  })

  test('of one name are told apart, also where cases are one', async () => {
    const place = join(folder, 'twins')
    const files = openRunFiles(place, [])
    for (const model of ['m/1', 'm 1', 'M-1']) {
      const settings = [at(2)]
      const recorded = files.recorded(plain, searches(settings, model))
      await recorded.score(task(settings, [0, 1]))
      await recorded.finish()
    }
    expect(readdirSync(place).sort()).toEqual(['M-1_2-3.trec', 'm-1_2-2.trec', 'm-1_2.trec'])
  })

  test('are not written over what is read, nor where they cannot be', async () => {
    expect(() => openRunFiles(folder, [join(folder, 'bm25.trec')])).toThrow(
      'bm25.trec is read, and might be written over',
    )
    expect(existsSync(folder)).toBe(true)
    const files = openRunFiles(join(import.meta.filename, 'below'), [])
    const settings = [at(2)]
    await expect(files.recorded(plain, searches(settings)).score(task(settings, [0, 1]))).rejects.toMatchObject({
      code: 'output-unwritable',
    })
  })
})

test('names say what was searched', () => {
  const index = { factory: 'IVF16,Flat', clusterDim: 8, efSearch: null, nprobe: 4 }
  const setting = {
    index,
    shortlist: 8,
    size: 20,
    stages: [
      { rows: 20, dim: 16 },
      { rows: 5, dim: 64 },
    ],
  } // prettier
  const named = { ...searches([]), model: '../my model', querySet: 'a=b', reduction: 'pca' }
  expect(runName(named, setting)).toBe('my-model_a=b_pca_IVF16-Flat-cluster8-nprobe4_8-20@16-5@64')
})

test.each([
  [['d 1'], 'id-unwritable', 'db.arrow has the id "d 1"; TREC runs hold ids without white space'],
  [['a', ''], 'id-unwritable', 'db.arrow has an empty id'],
  [
    ['a', 'b', 'a'],
    'duplicate-ids',
    'rows 0 and 2 of db.arrow both have the id "a"; the runs of --write-runs need ids',
  ],
])('ids %j', (ids, code, message) => {
  expect(() => requireRunIds(ids, 'db.arrow')).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  )
})
