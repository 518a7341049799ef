import { expect, test } from 'vitest'
import { largestWithin, rightSuperclass } from '../../src/metrics/superclass.js'
import { UNKNOWN } from '../../src/types.js'

// Classes 0 and 1 are of superclass 0, class 2 of superclass 1; 3 and 4 have none.
const of = new Map([
  [0, 0],
  [1, 0],
  [2, 1],
])

test('right when prediction and label share a superclass, or when neither has one', () => {
  const labels = Int32Array.of(0, 0, 0, 0, 2, 3, 3, 3, UNKNOWN)
  const predicted = Int32Array.of(0, 1, 2, 3, 2, 3, 4, 1, 3)
  expect([...rightSuperclass(predicted, labels, of)]).toEqual([1, 1, 0, 0, 1, 1, 1, 0, 0])
})

test('without superclasses every class is of the reject class', () => {
  expect([...rightSuperclass(Int32Array.of(0, 4), Int32Array.of(3, UNKNOWN), new Map())]).toEqual([1, 0])
})

test('within: only members compete, and equal logits go to the lower class', () => {
  const logits = Float32Array.of(1, 3, 9, 3)
  expect(largestWithin(logits, Int32Array.of(0, 1))).toBe(1)
  expect(largestWithin(logits, Int32Array.of(0, 1, 3))).toBe(1)
  expect(largestWithin(logits, Int32Array.of(1, 2, 3))).toBe(2)
  expect(largestWithin(logits, Int32Array.of(0))).toBe(0)
})
