import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawTrials, rowsOfClasses } from '../../src/evaluate/few-shot-draws.js'

const LABELS = Int32Array.of(7, 2, 7, 2, 5, 7, 2, 7, 5, 2)
const classes = rowsOfClasses(LABELS)
const always = () => true
const plan = { shots: [1, 2, 3], ways: null, trials: 4, seed: 3 }

test('rows by class, ascending', () => {
  expect(classes.map(({ label, rows }) => [label, [...rows]])).toEqual([
    [2, [1, 3, 6, 9]],
    [5, [4, 8]],
    [7, [0, 2, 5, 7]],
  ])
})

describe('what is drawn', () => {
  test('rows of its classes, each once, for every shot count and trial', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(null, 2), (seed, ways) => {
        const draws = drawTrials(classes, always, { ...plan, ways, seed })
        expect(draws.map((trials) => trials.length)).toEqual([4, 4, 4])
        for (const { shots, classes, rows } of draws.flat()) {
          expect([...classes]).toEqual([...classes].sort((a, b) => a - b))
          expect(new Set(rows).size).toBe(classes.length * shots)
          expect([...rows].map((row) => LABELS[row])).toEqual([...classes].flatMap((label) => Array(shots).fill(label)))
          expect(classes.length).toBe(ways ?? (shots === 3 ? 2 : 3)) // class 5 has two rows
        }
      }),
      { numRuns: 50 },
    )
  })

  test('more shots add rows to the fewer', () => {
    const [one, two] = drawTrials(classes, always, plan)
    for (const [t, { rows }] of one!.entries()) for (const row of rows) expect(two![t]!.rows).toContain(row)
  })

  test('other shot counts, more trials and ways change no rows', () => {
    const draws = drawTrials(classes, always, plan)
    expect(drawTrials(classes, always, { ...plan, shots: [2], trials: 2 })[0]).toEqual(draws[1]!.slice(0, 2))
    for (const [t, { classes: drawn, rows }] of drawTrials(classes, always, { ...plan, ways: 2 })[0]!.entries()) {
      const all = draws[0]![t]!
      for (const [k, label] of drawn.entries()) expect(rows[k]).toBe(all.rows[all.classes.indexOf(label)])
    }
  })

  test('seeds and trials differ; one seed says all', () => {
    const rows = (seed: number) =>
      drawTrials(classes, always, { ...plan, seed })[0]!.map((draw) => [...draw.rows].join())
    expect(rows(3)).toEqual(rows(3))
    expect(rows(3)).not.toEqual(rows(4))
    expect(new Set(rows(3)).size).toBeGreaterThan(1)
    // the trials of the next seed are not those of this one, moved by one
    expect(rows(4).slice(0, 3)).not.toEqual(rows(3).slice(1))
  })

  test('every class and every row comes up', () => {
    const draws = drawTrials(classes, always, { shots: [1], ways: 2, trials: 200, seed: 0 })[0]!
    expect(new Set(draws.flatMap(({ rows }) => [...rows])).size).toBe(LABELS.length)
    const share = draws.filter(({ classes }) => classes.includes(5)).length / 200
    expect(share).toBeGreaterThan(0.55) // 2/3 are expected
    expect(share).toBeLessThan(0.78)
  })

  test('ways are drawn among the classes that are asked', () => {
    const asked = drawTrials(classes, ({ label }) => label !== 2, { ...plan, shots: [1], ways: 2 })[0]!
    for (const draw of asked) expect([...draw.classes]).toEqual([5, 7])
  })
})
