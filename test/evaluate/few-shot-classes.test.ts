import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { leftOut, planShots } from '../../src/evaluate/few-shot-classes.js'
import { rowsOfClasses } from '../../src/evaluate/few-shot-draws.js'

/** Classes 0, 1, … with so many rows each. */
function classesOf(...counts: number[]) {
  return rowsOfClasses(Int32Array.from(counts.flatMap((count, label) => Array(count).fill(label))))
}

interface Asked {
  shots?: number[]
  ways?: number
  oneFile?: boolean
  queries?: number[]
}

function plan(counts: number[], { shots, ways, oneFile = false, queries }: Asked = {}) {
  const options = { shots: shots ?? null, ways: ways ?? null, oneFile }
  return planShots(classesOf(...counts), new Set(queries ?? counts.keys()), options, ['db.arrow', 'q.arrow'])
}

function refusal(counts: number[], asked: Asked = {}) {
  try {
    plan(counts, asked)
  } catch (error) {
    if (error instanceof UserError) return [error.code, error.exitCode, error.message, error.suggestions] as const
  }
  throw new Error('nothing was refused')
}

describe('shots', () => {
  test('by default those that two classes have rows for', () => {
    expect(plan([9, 9, 2]).shots).toEqual([1, 3, 5, 7, 9])
    expect(plan([20, 6, 6]).shots).toEqual([1, 3, 5])
  })

  test('of one file leave a row to ask', () => {
    expect(plan([5, 5, 5], { oneFile: true }).shots).toEqual([1, 3])
    expect(plan([6, 5], { oneFile: true }).shots).toEqual([1, 3, 5]) // class 0 has one left
  })

  test('too many that were asked for', () => {
    const [code, exit, message, suggestions] = refusal([8, 4, 2], { shots: [3, 5] })
    expect([code, exit, suggestions]).toEqual(['shots-above', 2, ['--shots 4']])
    expect(message).toBe('--shots has 5; db.arrow has such rows of two classes and a query besides for at most 4')
    expect(refusal([4, 4], { shots: [4], oneFile: true })[3]).toEqual(['--shots 3'])
    expect(refusal([4, 4, 1], { shots: [2], queries: [2] })[3]).toEqual(['--shots 1']) // of class 0 and 1 there are no queries
  })
})

describe('ways', () => {
  test('as many as have rows and queries', () => {
    expect(plan([3, 3, 1], { shots: [1], ways: 3 }).shots).toEqual([1])
    const [code, exit, message, suggestions] = refusal([3, 3, 1], { shots: [1, 3], ways: 3 })
    expect([code, exit, suggestions]).toEqual(['ways-above', 2, ['--ways 2']])
    expect(message).toBe('--ways has 3; 2 classes have 3 rows in db.arrow and a query besides')
    expect(refusal([3, 3, 3], { shots: [1], ways: 3, queries: [0, 1] })[0]).toBe('ways-above')
  })
})

describe('data that cannot be scored', () => {
  test.each<[string, number[], Asked, string]>([
    ['one class', [5], {}, 'one-class'],
    ['no class in common', [5, 5], { queries: [7] }, 'classes-apart'],
    ['one row a class in one file', [1, 1], { oneFile: true }, 'too-few-rows'],
  ])('%s', (_, counts, asked, code) => {
    expect(refusal(counts, asked).slice(0, 2)).toEqual([code, 3])
  })
})

describe('what is left out', () => {
  test('classes with few rows, with their queries, and queries without a class', () => {
    const labels = Int32Array.of(0, 0, 1, 2, 2, 2, 9)
    const notices = leftOut(classesOf(5, 3, 1), labels, [1, 3, 5], 'M')
    expect(notices).toEqual([
      {
        code: 'few-rows',
        message:
          'M: classes with too few rows in the database are left out with their queries: 1 of 3 at 3 shots (3 queries), 2 of 3 at 5 shots (4 queries)',
      },
      {
        code: 'no-support',
        message: '1 of 7 queries of M are of classes without rows in the database and are left out',
      },
    ])
  })

  test('nothing', () => {
    expect(leftOut(classesOf(5, 5), Int32Array.of(0, 1), [5], 'M')).toEqual([])
  })
})
