import { expect, test } from 'vitest'
import { editDistance, nearestWord } from '../../src/math/edit-distance.js'

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3], // k → s, e → i, + g
  ['dim', 'dims', 1],
  ['flaw', 'lawn', 2], // − f, + n
])('%s and %s', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
  expect(editDistance(b, a)).toBe(distance)
})

test('a word that begins as the other does is nearest', () => {
  expect(nearestWord('pre', ['pro', 'precision', 'prf'])).toBe('precision')
  expect(nearestWord('knm@1', ['map@10', 'knn@1'])).toBe('knn@1')
  expect(nearestWord('a', [])).toBeNull()
})
