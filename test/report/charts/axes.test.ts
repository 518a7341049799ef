import { expect, test } from 'vitest'
import { dimAxis, logAxis, roundInTurn } from '../../../src/report/charts/axes.js'

test('doublings have ticks before the dims between them, and the largest dim always has one', () => {
  expect(dimAxis([8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 1536, 2048]).ticks).toEqual([
    8, 16, 32, 64, 128, 256, 512, 1024, 2048,
  ])
  expect(dimAxis([12, 24, 700, 768]).ticks).toEqual([12, 24, 768])
  expect(dimAxis([3, 100]).ticks).toEqual([3, 100])
})

test('dims far apart are all labelled, also those that are no doublings', () => {
  expect(dimAxis([8, 12, 16]).ticks).toEqual([8, 12, 16])
})

test('round ticks lie within the values', () => {
  expect(roundInTurn([0.07, 16])).toEqual([0.1, 1, 10, 0.2, 2, 0.5, 5])
  expect(logAxis([0.07, 16], 'MFLOPs').ticks).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10])
})

test('where no two round ticks lie within the values, their ends are labelled', () => {
  expect(logAxis([0.31, 0.44], 'ms').ticks).toEqual([0.31, 0.44])
  expect(logAxis([3, 3], 'ms').ticks).toEqual([3])
})
