import { describe, expect, test } from 'vitest'
import type { UserError } from '../../src/errors.js'
import { codedIndexes, EXACT } from '../../src/evaluate/indexes.js'
import { type AskedCodings, codingBytes, codingKeys, codingsOf } from '../../src/evaluate/precision.js'

const NOTHING: AskedCodings = { precisions: [], rescores: [], factor: null }
const names = (asked: Partial<AskedCodings>) =>
  codingsOf({ ...NOTHING, ...asked }).map(({ precision, rescore }) => [precision, rescore].filter(Boolean).join(' '))

test('each precision as it is, then with what can change it', () => {
  expect(names({})).toEqual([])
  expect(names({ precisions: ['binary', 'float32', 'binary'] })).toEqual(['binary', 'float32'])
  expect(names({ precisions: ['float32', 'float16', 'int8', 'binary'], rescores: ['float32', 'codes'] })).toEqual([
    'float32',
    ...['float16', 'float16 float32'],
    ...['int8', 'int8 float32'],
    ...['binary', 'binary float32', 'binary codes'],
  ])
})

describe('refused', () => {
  const errorOf = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      return error as UserError
    }
    return null
  }

  test.each<[Partial<AskedCodings>, string, RegExp]>([
    [{ rescores: ['float32'] }, 'rescore-alone', /^--rescore float32 .*; --precision names none$/],
    [{ precisions: ['binary'], factor: 3 }, 'factor-alone', /nothing is rescored$/],
    [
      { precisions: ['int8', 'float16'], rescores: ['codes'] },
      'rescore-unchanged',
      /^--rescore codes .* int8, float16: /,
    ],
    [{ precisions: ['float32'], rescores: ['float32'] }, 'rescore-unchanged', /changes nothing of float32$/],
    [{ precisions: ['int8'], rescores: ['float32', 'codes'] }, 'rescore-unchanged', /^--rescore codes changes/],
  ])('%o', (asked, code, message) => {
    const error = errorOf(() => names(asked))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error!.message).toMatch(message)
  })

  test('an index that stores numbers in its own way', () => {
    const codings = codingsOf({ ...NOTHING, precisions: ['float32', 'int8'] })
    expect(codedIndexes(codings, [EXACT])).toEqual([EXACT, { ...EXACT, coding: codings[1] }])
    const error = errorOf(() => codedIndexes(codings, [EXACT, { ...EXACT, factory: 'HNSW32' }]))
    expect(error).toMatchObject({ code: 'precision-index', exitCode: 2 })
    expect(error!.message).toBe('--precision is of exact search; --index HNSW32 stores its numbers in its own way')
  })
})

test('rows of plain float32 have no keys, with --precision and without', () => {
  expect(codingKeys(undefined)).toEqual({})
  expect(codingKeys({ precision: 'float32', rescore: null })).toEqual({})
  expect(codingKeys({ precision: 'int8', rescore: null })).toEqual({ precision: 'int8' })
  expect(codingKeys({ precision: 'binary', rescore: 'codes' })).toEqual({ precision: 'binary', rescore: 'codes' })
})

test('bytes: 4, 2, 1 a dim, or a bit in whole bytes; rescoring by float32 needs those beside them', () => {
  const of = (precision: 'float32' | 'float16' | 'int8' | 'binary', rescore: 'codes' | 'float32' | null = null) =>
    Object.fromEntries(
      Object.entries(codingBytes({ precision, rescore }, 12, 24)).map(([id, { value }]) => [id, value]),
    )
  expect(of('float32')).toEqual({ bytesPerVector: 48, compression: 2 })
  expect(of('float16')).toEqual({ bytesPerVector: 24, compression: 4 })
  expect(of('int8')).toEqual({ bytesPerVector: 12, compression: 8 })
  expect(of('binary', 'codes')).toEqual({ bytesPerVector: 2, compression: 48 })
  expect(of('binary', 'float32')).toEqual({ bytesPerVector: 50, 'bytesPerVector.rescore': 48, compression: 48 })
})
