import { describe, expect, test } from 'vitest'
import { permutation, seeded } from '../../src/math/random.js'

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next)

test('MT19937 as others have it: the first 32-bit numbers of seed 5489', () => {
  // std::mt19937's first outputs, modulo 2³¹ (a power of two takes a number's low bits)
  const random = seeded(5489)
  expect(draw(3, () => random.below(2 ** 31))).toEqual([3499211612 - 2 ** 31, 581869302, 3890346734 - 2 ** 31])
})

test('one seed, one sequence; another seed, another', () => {
  const of = (seed: number) => {
    const random = seeded(seed)
    return [...draw(5, () => random.below(1000)), ...draw(3, random.gaussian)]
  }
  expect(of(1)).toEqual(of(1))
  const firsts = draw(50, () => 0).map((_, seed) => of(seed)[0])
  expect(new Set(firsts).size).toBeGreaterThan(40)
})

test('integers are below the bound and all alike', () => {
  const random = seeded(2)
  const counts = new Float64Array(7)
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++
  // 10,000 each, of standard deviation √(10,000 · 6/7) = 92.6
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 92.6)
  expect(draw(20, () => random.below(1))).toEqual(draw(20, () => 0))
})

test('normal numbers: mean 0, variance 1, kurtosis 3, neighbors without correlation', () => {
  const random = seeded(3)
  const values = draw(100_000, random.gaussian)
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length
  expect(Math.abs(moment(1))).toBeLessThan(4 * 0.00316) // σ = 1/√n
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * 0.00447) // √(2/n)
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * 0.031) // √(96/n)
  const pairs = values.slice(1).reduce((sum, value, i) => sum + value * values[i]!, 0) / values.length
  expect(Math.abs(pairs)).toBeLessThan(4 * 0.00316)
  expect(values.filter((value) => Math.abs(value) < 1.96).length / values.length).toBeCloseTo(0.95, 2)
})

describe('permutation', () => {
  test('every place once', () => {
    const order = permutation(1000, seeded(4))
    expect([...order].toSorted((a, b) => a - b)).toEqual(draw(1000, () => 0).map((_, i) => i))
    expect([...permutation(0, seeded(4))]).toEqual([])
    expect([...permutation(1, seeded(4))]).toEqual([0])
  })

  test('all orders alike', () => {
    const random = seeded(5)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = permutation(4, random).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4.5 * 31) // σ = √(1000 · 23/24)
  })
})
