import { expect, test } from 'vitest'
import { familiesOf } from '../../src/math/families.js'

const families = (...members: [string, number][]) =>
  Object.fromEntries(familiesOf(members.map(([model, dim]) => ({ model, dim }))))

test('models of one dim that differ in it only are one family', () => {
  expect(families(['MRL', 8], ['MRL', 16], ['FF-8', 8], ['FF-16', 16], ['x_8d', 8], ['x_16d', 16])).toEqual({
    MRL: 'MRL',
    'FF-8': 'FF',
    'FF-16': 'FF',
    x_8d: 'x',
    x_16d: 'x',
  })
})

test('what stands in brackets behind the dim stays', () => {
  const members = ['a', 'b'].flatMap((of) => [8, 16].map((dim): [string, number] => [`FF-${dim} (${of})`, dim]))
  expect(new Set(Object.values(families(...members)))).toEqual(new Set(['FF (a)', 'FF (b)']))
  expect(families(['8 (a)', 8], ['16 (a)', 16])).toEqual({ '8 (a)': '8 (a)', '16 (a)': '16 (a)' })
})

test('one alone, other numbers, several dims, or a name of numbers only are none', () => {
  expect(families(['FF-8', 8])).toEqual({ 'FF-8': 'FF-8' })
  expect(families(['v1', 8], ['v2', 16])).toEqual({ v1: 'v1', v2: 'v2' })
  expect(families(['A-8', 8], ['A-8', 16], ['A-16', 16])).toEqual({ 'A-8': 'A-8', 'A-16': 'A-16' })
  expect(families(['8', 8], ['16', 16])).toEqual({ '8': '8', '16': '16' })
})

test('two of the same dim, or another model of that name, are no family', () => {
  expect(families(['FF-8', 8], ['FF8', 8])).toEqual({ 'FF-8': 'FF-8', FF8: 'FF8' })
  expect(families(['FF', 4], ['FF-8', 8], ['FF-16', 16])).toEqual({ FF: 'FF', 'FF-8': 'FF-8', 'FF-16': 'FF-16' })
})
