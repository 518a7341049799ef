import fc from 'fast-check'
import { expect, test } from 'vitest'
import { majorityVote } from '../../src/metrics/vote.js'
import type { Predictions } from '../../src/types.js'

function predictionsOf(rows: readonly (readonly number[])[]): Predictions {
  const dims = (rows[0] ?? [0]).map((_, g) => 8 << g)
  const classes = Int32Array.from(rows.flat())
  return {
    dims,
    rows: rows.length,
    labels: new Int32Array(rows.length),
    classes,
    confidence: new Float32Array(classes.length),
  }
}

test.each<[string, number[], number]>([
  ['all agree', [4, 4, 4, 4], 4],
  ['three of five', [4, 7, 4, 7, 4], 4],
  ['most, though no majority', [4, 4, 1, 2, 3], 4],
  ['two each: the largest head is for 2', [9, 2, 9, 2], 2],
  ['two each, the largest head alone: of 9 and 2, the third head is the larger one', [2, 9, 9, 2, 5], 2],
  ['the same in the other order', [9, 2, 2, 9, 5], 9],
  ['the lowest class would be 1, the largest head says 3', [1, 2, 3], 3],
  ['two heads vote as the larger', [0, 6], 6],
  ['one head', [3], 3],
])('%s', (_, heads, expected) => {
  expect([...majorityVote(predictionsOf([heads]))]).toEqual([expected])
})

test('the first heads only', () => {
  const predictions = predictionsOf([
    [5, 5, 8, 8, 8],
    [1, 2, 2, 1, 1],
  ])
  expect([1, 2, 3, 4, 5].map((heads) => [...majorityVote(predictions, heads)])).toEqual([
    [5, 1],
    [5, 2], // a tie of two heads
    [5, 2],
    [8, 1], // ties of two votes each
    [8, 1],
  ])
})

test('no rows', () => {
  expect(majorityVote(predictionsOf([])).length).toBe(0)
})

test('no class has more votes, and none as many with a larger head', () => {
  const rows = fc.integer({ min: 1, max: 7 }).chain((heads) => {
    const row = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: heads, maxLength: heads })
    return fc.array(row, { minLength: 1, maxLength: 5 })
  })
  fc.assert(
    fc.property(rows, (heads) => {
      for (const [row, vote] of majorityVote(predictionsOf(heads)).entries()) {
        const own = heads[row]!
        const votes = (c: number) => own.filter((other) => other === c).length
        for (const c of own) {
          expect(votes(c)).toBeLessThanOrEqual(votes(vote))
          if (votes(c) === votes(vote)) expect(own.lastIndexOf(c)).toBeLessThanOrEqual(own.lastIndexOf(vote))
        }
      }
    }),
  )
})
