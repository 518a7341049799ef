import { expect, test } from 'vitest'
import { pairRows } from '../../src/math/outcomes.js'

test('equal order needs no places, even where ids repeat', () => {
  expect(pairRows(['a', 'b', 'a'], ['a', 'b', 'a'])).toEqual({ kind: 'paired', places: null })
})

test('another order', () => {
  expect(pairRows(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual({ kind: 'paired', places: Int32Array.of(1, 2, 0) })
})

test('ids that only one side has are counted', () => {
  expect(pairRows(['a', 'b', 'c'], ['c', 'd'])).toEqual({ kind: 'different', missing: 2, extra: 1 })
  expect(pairRows(['a'], [])).toEqual({ kind: 'different', missing: 1, extra: 0 })
})

test('ids that repeat in another order, or not equally often, cannot be paired', () => {
  expect(pairRows(['a', 'b', 'a'], ['b', 'a', 'a'])).toEqual({ kind: 'repeated', id: 'a' })
  expect(pairRows(['a', 'b'], ['b', 'a', 'b'])).toEqual({ kind: 'repeated', id: 'b' })
  expect(pairRows(['b', 'a', 'b'], ['a', 'b'])).toEqual({ kind: 'repeated', id: 'b' })
})
