import { expect, test } from 'vitest'
import { checkIds } from '../../../src/search/faiss/ids.js'

const check = (ids: readonly number[], k: number, rows: number) => () => checkIds(Int32Array.from(ids), k, rows, 'X')

test('the same row in two lists is fine, and so are several −1', () => {
  expect(check([0, 1, 2, 2, 1, 0, 3, -1, -1], 3, 4)).not.toThrow()
  expect(check([], 3, 4)).not.toThrow()
})

test('the same row twice in one list is an error', () => {
  expect(check([0, 1, 2, 3, 1, 3], 3, 4)).toThrow('X gave row 3 twice for query 2')
  expect(check([0, 0], 2, 4)).toThrow(expect.objectContaining({ code: 'engine-duplicates', exitCode: 3 }))
})

test.each([4, -2, 2 ** 31 - 1])('row %i of 4 is an error', (id) => {
  expect(check([0, id], 2, 4)).toThrow(expect.objectContaining({ code: 'engine-ids', exitCode: 3 }))
})
