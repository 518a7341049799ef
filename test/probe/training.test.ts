import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numbered, presentClasses, rowsOf, setAside } from '../../src/probe/training.js'

const rows = { rows: 4, width: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), labels: Int32Array.of(9, 2, 9, 5) }

test('classes without gaps', () => {
  const present = presentClasses(rows)
  expect(present).toEqual(Int32Array.of(2, 5, 9))
  expect(numbered(rows, present)).toEqual({ ...rows, labels: Int32Array.of(2, 0, 2, 1), classes: 3 })
  expect(numbered(rows, present).values).toBe(rows.values)
})

test('some rows', () => {
  const [values, labels] = [Float32Array.of(7, 8, 3, 4), Int32Array.of(5, 2)]
  expect(rowsOf(rows, Int32Array.of(3, 1))).toEqual({ rows: 2, width: 2, values, labels })
})

test('a fifth is set aside, and every class stays', () => {
  const labelLists = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 120 })
  fc.assert(
    fc.property(labelLists, fc.integer({ min: 0, max: 1000 }), (list, seed) => {
      const labels = Int32Array.from(list)
      const counts = new Map<number, number>()
      for (const label of list) counts.set(label, (counts.get(label) ?? 0) + 1)
      const repeated = list.filter((label) => counts.get(label)! > 1).length
      fc.pre(repeated > 0)
      const { fitted, aside } = setAside(labels, seed, 'x.arrow')
      expect([...fitted, ...aside].sort((a, b) => a - b)).toEqual([...labels.keys()])
      expect(new Set(fitted.map((row) => labels[row]!))).toEqual(new Set(list))
      expect(aside.length).toBeGreaterThanOrEqual(Math.max(1, Math.floor(repeated / 5)))
      expect(aside.length).toBeLessThanOrEqual(Math.ceil(repeated / 5))
      for (const [label, count] of counts) {
        const taken = aside.filter((row) => labels[row] === label).length
        expect(Math.abs(taken - count / 5)).toBeLessThan(1) // classes keep their shares
      }
      expect(setAside(labels, seed, 'x.arrow').aside).toEqual(aside)
    }),
  )
})

test('the seed decides', () => {
  const labels = new Int32Array(50)
  expect(setAside(labels, 1, 'x.arrow').aside).not.toEqual(setAside(labels, 2, 'x.arrow').aside)
})

test('no class with two rows', () => {
  expect(() => setAside(Int32Array.of(0, 1, 2), 0, 'x.arrow')).toThrow(/every class of x.arrow has one row/)
})
