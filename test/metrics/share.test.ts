import { expect, test } from 'vitest'
import { wilson } from '../../src/metrics/intervals.js'
import { share } from '../../src/metrics/share.js'

test('3 of 4', () => {
  expect(share(3, 4)).toEqual({ value: 0.75, ci95: wilson(3, 4), unit: 'fraction' })
})

test('is not measured, rather than 0, when nothing was counted', () => {
  expect(share(0, 0)).toEqual({ value: null, ci95: null, unit: 'fraction' })
})
