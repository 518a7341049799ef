import { expect, test } from 'vitest'
import type { Scored } from '../../src/evaluate/scored.js'
import { holdoutTrial, splitTrials } from '../../src/evaluate/trials.js'
import type { Predictions } from '../../src/types.js'

function scored(rows: number): Scored & { asked: (readonly number[] | null)[] } {
  const asked: (readonly number[] | null)[] = []
  const predictions = { dims: [2, 4], rows } as unknown as Predictions
  return {
    dims: [2, 4],
    rows,
    unknown: 0,
    temperatures: (own) => [rows, own?.length ?? -1],
    predictions: (temperatures) => {
      asked.push(temperatures)
      return predictions
    },
    asked,
  }
}

test('every split has all rows once, learnt on or scored', () => {
  const trials = [...splitTrials(scored(10), { count: 5, size: 3, seed: 0 })]
  expect(trials).toHaveLength(5)
  for (const { learnRows, testRows } of trials) {
    expect([learnRows!.length, testRows!.length]).toEqual([3, 7])
    expect([...learnRows!, ...testRows!].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(testRows).toEqual(testRows!.toSorted())
  }
  expect(new Set(trials.map(({ learnRows }) => learnRows!.join())).size).toBeGreaterThan(1)
})

test('a seed gives the same splits, another one others', () => {
  const rows = (seed: number) =>
    [...splitTrials(scored(50), { count: 2, size: 10, seed })].map(({ learnRows }) => learnRows!.join(' '))
  expect(rows(1)).toEqual(rows(1))
  expect(rows(1)).not.toEqual(rows(2))
})

test('temperatures are learnt on the same rows as thresholds, and hold for both sides', () => {
  const [holdout, data] = [scored(7), scored(9)]
  const trial = holdoutTrial(holdout, data)
  expect(trial.temperatures).toEqual([7, -1])
  expect(data.asked).toEqual([[7, -1]])
  const [split] = splitTrials(data, { count: 1, size: 4, seed: 0 })
  expect(split!.temperatures).toEqual([9, 4])
})

test('a split that leaves nothing to score is an error', () => {
  expect(() => [...splitTrials(scored(4), { count: 1, size: 4, seed: 0 })]).toThrow(
    /--holdout-size 4: expected fewer than the 4 labelled rows/,
  )
})
