import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Choice, paretoFront } from '../../src/math/pareto.js'

const front = (...choices: [number | null, number | null][]) =>
  paretoFront(choices.map(([cost, quality]) => ({ cost, quality })))

/** As it is defined: no other choice is at least as good in both respects and better in one. */
function defined(choices: readonly Choice[]): boolean[] {
  return choices.map(({ cost, quality }) => {
    if (cost === null || quality === null) return false
    return !choices.some(
      (other) =>
        other.cost !== null &&
        other.quality !== null &&
        other.cost <= cost &&
        other.quality >= quality &&
        (other.cost < cost || other.quality > quality),
    )
  })
}

describe('by hand', () => {
  test('more quality for more cost', () => {
    expect(front([1, 1], [2, 2], [3, 3])).toEqual([true, true, true])
    expect(front([3, 3], [1, 1], [2, 2])).toEqual([true, true, true])
  })

  test('no better for more', () => {
    expect(front([1, 1], [2, 1], [3, 0.5])).toEqual([true, false, false])
    expect(front([2, 1], [1, 2])).toEqual([false, true])
  })

  test('of one cost the best, together with its equals', () => {
    expect(front([1, 1], [1, 2], [1, 2])).toEqual([false, true, true])
    expect(front([1, 1], [1, 1])).toEqual([true, true])
  })

  test('what is not known is never on it, and beats nothing', () => {
    expect(front([null, 9], [1, 1], [2, null], [3, 2])).toEqual([false, true, false, true])
    expect(front()).toEqual([])
    expect(front([0, 0])).toEqual([true])
  })
})

test('as it is defined', () => {
  const number = fc.option(fc.integer({ min: -3, max: 3 }))
  const choices = fc.array(fc.record({ cost: number, quality: number }), { maxLength: 20 })
  fc.assert(
    fc.property(choices, (own) => {
      expect(paretoFront(own)).toEqual(defined(own))
    }),
  )
})
