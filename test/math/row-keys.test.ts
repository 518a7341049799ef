import { describe, expect, test } from 'vitest'
import { holds } from '../../src/math/row-keys.js'
import type { RetrievalRow } from '../../src/types.js'

const row: RetrievalRow = {
  model: 'MRL',
  shortlist: 8,
  rerank: 64,
  funnel: [
    { rows: 200, dim: 32 },
    { rows: 100, dim: 64 },
  ],
  shortlistSize: 200,
  index: 'exact',
  metrics: {},
}

describe('a condition holds', () => {
  test.each<[string, string | null, boolean]>([
    ['model', 'MRL', true],
    ['model', 'mrl', false],
    ['shortlist', '8', true],
    ['shortlist', '8.0', true],
    ['shortlist', '', false],
    ['funnel', '200@32,100@64', true],
    ['funnel', null, false],
    ['precision', null, true],
    ['precision', 'null', false],
    ['metrics', null, true], // no key that can be named
  ])('%s=%s: %s', (key, value, expected) => {
    expect(holds({ key, value }, row)).toBe(expected)
  })
})
