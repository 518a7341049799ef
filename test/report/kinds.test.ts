import { expect, test } from 'vitest'
import { contextOf } from '../../src/report/kinds.js'
import { KNN } from './documents.js'

test('what was scored; where some queries have no judgments, that the others were', () => {
  expect(contextOf(KNN)).toBe('4 queries, 6 database rows, cosine')
  const warnings = [{ code: 'unjudged-queries', message: '3 of 4 queries have no judgments and are left out' }]
  expect(contextOf({ ...KNN, warnings })).toBe('4 queries (those with judgments), 6 database rows, cosine')
})
