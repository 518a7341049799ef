import { describe, expect, test } from 'vitest'
import { nameDataSets } from '../../../src/cli/tables/data-sets.js'

const at = (path: string, name: string | null = null) => ({ name, path })

describe('names', () => {
  test('one dataset has none, unless it was given one', () => {
    expect(nameDataSets([at('test.arrow')], [])).toEqual([{ name: null, path: 'test.arrow', subset: null }])
    expect(nameDataSets([at('test.arrow', 'v2')], [])[0]!.name).toBe('v2')
  })

  test('several are called by their stems where they have none', () => {
    const sets = nameDataSets([at('x/test.arrow'), at('sketch.arrow', 's')], [])
    expect(sets.map(({ name }) => name)).toEqual(['test', 's'])
  })

  test('equal names are an error', () => {
    const twins = () => nameDataSets([at('a/test.arrow'), at('b/test.arrow')], [])
    expect(twins).toThrow(expect.objectContaining({ code: 'data-names', exitCode: 2 }))
  })
})

describe('subsets', () => {
  const two = [at('v2.arrow', 'v2'), at('a.arrow', 'a')]

  test('for all, for one, and for one in place of that for all', () => {
    const subsets = (...given: ReturnType<typeof at>[]) => nameDataSets(two, given).map(({ subset }) => subset)
    expect(subsets(at('all.txt'))).toEqual(['all.txt', 'all.txt'])
    expect(subsets(at('a.txt', 'a'))).toEqual([null, 'a.txt'])
    expect(subsets(at('a.txt', 'a'), at('all.txt'))).toEqual(['all.txt', 'a.txt'])
  })

  test('for a dataset without a name', () => {
    expect(nameDataSets([at('a.arrow')], [at('a.txt')])[0]!.subset).toBe('a.txt')
    const named = () => nameDataSets([at('a.arrow')], [at('a.txt', 'a')])
    expect(named).toThrow('--class-subset a=a.txt: the only --data has no name')
  })

  test('for no dataset', () => {
    const unknown = () => nameDataSets(two, [at('r.txt', 'r')])
    expect(unknown).toThrow(expect.objectContaining({ code: 'subset-unknown', exitCode: 2 }))
    expect(unknown).toThrow('--data has v2, a')
  })

  test.each([
    [[at('1.txt'), at('2.txt')], /twice for all datasets/],
    [[at('1.txt', 'a'), at('2.txt', 'a')], /twice for the dataset a/],
  ])('twice: %j', (subsets, message) => {
    expect(() => nameDataSets(two, subsets)).toThrow(message)
  })
})
