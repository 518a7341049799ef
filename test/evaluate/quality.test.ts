import { describe, expect, test } from 'vitest'
import { joined, meansOf, QUALITY, queryValues } from '../../src/evaluate/quality.js'
import { openBootstrap } from '../../src/math/bootstrap.js'
import { judgeByLabel } from '../../src/metrics/judged.js'
import { plainProduct } from '../math/product.js'

const bootstrap = openBootstrap({ resamples: 200, seed: 0, product: plainProduct })

// Two queries of class 0 and 1 in a database of classes 0, 0, 1, 1, 2.
const labels = Int32Array.of(0, 0, 1, 1, 2)
const relevant = Int32Array.of(2, 2)
const truth = Int32Array.of(0, 1)
const exact = { ids: Int32Array.of(0, 1, 2, 3, 2, 4), width: 3 }
const measured = (ids: number[], ks: number[], known: Int32Array | null = labels) => {
  const ranked = { ids: Int32Array.from(ids), width: ids.length / 2 }
  const judged = judgeByLabel(ranked.ids, ranked.width, labels, truth, relevant)
  return queryValues(ranked, ks, { judged, exact, labels: known })
}

describe('queryValues', () => {
  const found = measured([0, 2, 1, 4, 3, -1], [1, 3])

  test('by hand', () => {
    // Query 0: rows of classes 0, 1, 0 → 1 0 1. Query 1: classes 2, 1 and a missing row → 0 1 0.
    const as = (id: string) => [...found[id]!]
    expect(as('hit@1')).toEqual([1, 0])
    expect(as('hit@3')).toEqual([1, 1])
    expect(as('precision@3')).toEqual([2 / 3, 1 / 3])
    expect(as('recall@3')).toEqual([1, 1 / 2])
    expect(as('map@3')).toEqual([(1 + 2 / 3) / 3, 1 / 2 / 3])
    expect(as('map@3.min')).toEqual([(1 + 2 / 3) / 2, 1 / 2 / 2]) // two are relevant
    expect(as('map@3.hits')).toEqual([(1 + 2 / 3) / 2, 1 / 2]) // two and one were found
    expect(as('unique@3')).toEqual([2, 2])
    expect(as('overlap@3')).toEqual([1, 2 / 3]) // exact: 0 1 2 and 3 2 4
    expect(as('overlap@1')).toEqual([1, 0])
    const ideal = 1 + 1 / Math.log2(3)
    for (const [q, gain] of [1 + 1 / Math.log2(4), 1 / Math.log2(3)].entries())
      expect(as('ndcg@3')[q]).toBeCloseTo(gain / ideal, 12)
  })

  test('every metric at every k, in the order of the report', () => {
    const names = QUALITY.map(({ id, suffix }) => [id, suffix])
    expect(Object.keys(found)).toEqual([1, 3].flatMap((k) => names.map(([id, suffix]) => `${id}@${k}${suffix}`)))
    expect(QUALITY.find(({ id }) => id === 'unique')!.unit).toBe('count')
  })

  test('deeper than the list is not measured; without labels neither is what needs them', () => {
    const short = measured([0, 2, 4, 3], [2, 3])
    expect(
      Object.entries(short)
        .filter(([id]) => id.includes('@3'))
        .every(([, value]) => value === null),
    ).toBe(true)
    expect(short['map@2']).not.toBeNull()
    const unlabelled = measured([0, 2, 1, 4, 3, -1], [3], null)
    expect(unlabelled['unique@3']).toBeNull()
    expect([...unlabelled['map@3']!]).toEqual([...found['map@3']!])
  })
})

describe('joined', () => {
  test('blocks of queries one after the other', () => {
    const [one, two] = [measured([0, 2, 1, 4, 3, -1], [3]), measured([2, 2, 2, 0, 0, 0], [3], null)]
    const both = joined([one, two])
    expect([...both['hit@3']!]).toEqual([...one['hit@3']!, ...two['hit@3']!])
    expect(both['unique@3']).toBeNull()
    expect(joined([one])).toEqual(one)
  })
})

describe('meansOf', () => {
  test('means with intervals, in place', async () => {
    const values = { 'hit@1': Float64Array.of(1, 0, 1, 1), 'unique@1': null, 'map@1': Float64Array.of(1, 1, 1, 1) }
    const [own, other] = await meansOf([values, { ...values, 'hit@1': Float64Array.of(0, 0, 0, 0) }], bootstrap)
    expect(Object.keys(own!)).toEqual(['hit@1', 'unique@1', 'map@1'])
    expect(own!['hit@1']!.value).toBe(0.75)
    const [low, high] = own!['hit@1']!.ci95!
    expect(low).toBeLessThan(0.75)
    expect(high).toBe(1) // four ones are drawn in a third of the resamples
    expect(own!['unique@1']).toEqual({ value: null, ci95: null, unit: 'count' })
    expect(own!['map@1']).toEqual({ value: 1, ci95: [1, 1], unit: 'fraction' })
    expect(other!['hit@1']).toEqual({ value: 0, ci95: [0, 0], unit: 'fraction' })
  })

  test('the mean of counts is their share, to the last bit', async () => {
    const hits = Float64Array.from({ length: 60 }, (_, q) => (q % 20 < 9 ? 1 : 0))
    const [own] = await meansOf([{ 'hit@1': hits }], bootstrap)
    expect(own!['hit@1']!.value).toBe(27 / 60)
  })
})
