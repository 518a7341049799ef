import { expect, test } from 'vitest'
import type { FoundTable } from '../../../src/cli/init/find.js'
import { rolesOf } from '../../../src/cli/init/roles.js'

function why(...tables: readonly (readonly [string, number])[]): Record<string, string> {
  const found = tables.map(
    ([path, rows]): FoundTable => ({ path, rows, holds: 'images', width: null, isLabelled: true }),
  )
  return Object.fromEntries([...rolesOf(found)].map(([role, { table, why }]) => [`${role} ${table.path}`, why]))
}

test('without words that say so, the largest is searched and the smallest asks', () => {
  expect(why(['a.arrow', 5], ['b.arrow', 100], ['c.arrow', 20])).toEqual({
    'database b.arrow': '100 rows with labels; the largest table',
    'queries a.arrow': '5 rows with labels; the smallest table',
  })
})

test('"q" alone is a word, and less of one than "test"', () => {
  expect(Object.keys(why(['db.arrow', 50], ['db2.arrow', 40], ['q.arrow', 9], ['tinydb.arrow', 2]))).toEqual([
    'database db.arrow',
    'queries q.arrow',
  ])
  expect(Object.keys(why(['train.arrow', 50], ['q.arrow', 9], ['test.arrow', 9]))).toContain('queries test.arrow')
})

test('beside a table that has its role by name, of those that are left', () => {
  expect(why(['test.arrow', 10000], ['a.arrow', 5000], ['b.arrow', 100])).toEqual({
    'database a.arrow': '5000 rows with labels; the largest table that is left',
    'queries test.arrow': '10000 rows with labels; named "test"',
  })
  expect(why(['train.arrow', 10], ['a.arrow', 5000], ['b.arrow', 100])).toEqual({
    'database train.arrow': '10 rows with labels; named "train"',
    'queries b.arrow': '100 rows with labels; the smallest table that is left',
  })
})
