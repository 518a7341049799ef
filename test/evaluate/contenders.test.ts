import { describe, expect, test } from 'vitest'
import {
  contendersOf,
  ladderOf,
  type Pair,
  pairsOf,
  referenceOf,
  referencesOf,
  type SourcedOutcome,
} from '../../src/evaluate/contenders.js'
import { outcome } from './sourced.js'

const at = (model: string, ...dims: number[]) => dims.map((dim) => outcome(model, dim, '10'))
const told = (pairs: readonly Pair[]) =>
  pairs.map(({ first, second }) => `${first.model}@${first.dim}−${second.model}@${second.dim}`)
const names = (contenders: readonly { name: string }[]) => contenders.map(({ name }) => name)

/** The pairs of every contender. */
function allPairs(outcomes: readonly SourcedOutcome[], reference: string | null): string[][] {
  const contenders = contendersOf(outcomes)
  const references = referencesOf(contenders, reference)
  return contenders.map((contender) => told(pairsOf(contender, referenceOf(contender, references))))
}

const models = [...at('MRL', 2, 4, 8), ...at('E', 2, 8), ...at('FF-2', 2), ...at('FF-8', 8)]

test('fixed-feature models are one contender', () => {
  const contenders = contendersOf(models)
  expect(names(contenders)).toEqual(['MRL', 'E', 'FF'])
  expect(contenders[2]!.at.map(({ model }) => model)).toEqual(['FF-2', 'FF-8'])
})

describe('pairs', () => {
  test('with the reference at the dims of both, then with the own full width', () => {
    expect(allPairs(models, null)).toEqual([
      ['MRL@2−MRL@8', 'MRL@4−MRL@8'],
      ['E@2−MRL@2', 'E@8−MRL@8', 'E@2−E@8'],
      ['FF-2@2−MRL@2', 'FF-8@8−MRL@8', 'FF-2@2−FF-8@8'],
    ])
  })

  test('with a family', () => {
    expect(allPairs(models, 'FF')[0]).toEqual(['MRL@2−FF-2@2', 'MRL@8−FF-8@8', 'MRL@2−MRL@8', 'MRL@4−MRL@8'])
  })

  test('with one model of a family: every dim is compared with its own', () => {
    const [mrl, , family] = allPairs(models, 'FF-8')
    expect(mrl!.slice(0, 3)).toEqual(['MRL@2−FF-8@8', 'MRL@4−FF-8@8', 'MRL@8−FF-8@8'])
    expect(family![0]).toBe('FF-2@2−FF-8@8')
    expect(family).not.toContain('FF-8@8−FF-8@8')
  })

  test('a model of one dim that the reference does not have is compared with its largest', () => {
    expect(allPairs([...at('MRL', 2, 8), ...at('P', 5)], null)[1]).toEqual(['P@5−MRL@8'])
    expect(allPairs([...at('MRL', 2, 8), ...at('Q', 3, 5)], null)[1]).toEqual(['Q@3−Q@5'])
  })
})

test('ladders go from the largest dim down, against the largest of the reference', () => {
  const [mrl, e] = contendersOf(models)
  expect(told(ladderOf(e!, mrl!))).toEqual(['E@8−MRL@8', 'E@2−MRL@8'])
  expect(told(ladderOf(mrl!, mrl!))).toEqual(['MRL@4−MRL@8', 'MRL@2−MRL@8'])
})

describe('two results of the same models', () => {
  const file = (from: string, ...own: string[]) =>
    own.flatMap((model) => [2, 8].map((dim) => ({ ...outcome(`${from} ${model}`, dim, '10', from), original: model })))
  const both = contendersOf([...file('base', 'MRL', 'E'), ...file('new', 'E', 'MRL', 'X')])

  test('each model is compared with the one of its name in the first, by default or by name', () => {
    for (const asked of [null, 'base']) {
      const references = referencesOf(both, asked)
      expect(names(references)).toEqual(['base MRL', 'base E'])
      const matched = both.map((contender) => referenceOf(contender, references)?.name ?? null)
      expect(matched).toEqual(['base MRL', 'base E', 'base E', 'base MRL', null])
    }
  })

  test('or all with one model', () => {
    const references = referencesOf(both, 'new MRL')
    expect(both.map((contender) => referenceOf(contender, references)?.name)).toEqual(Array(5).fill('new MRL'))
  })

  test('families too', () => {
    const ff = (from: string) =>
      [2, 8].map((dim) => ({ ...outcome(`${from} FF-${dim}`, dim, '10', from), original: `FF-${dim}` }))
    const families = contendersOf([...ff('a'), ...ff('b')])
    expect(families.map(({ name, original }) => [name, original])).toEqual([
      ['a FF', 'FF'],
      ['b FF', 'FF'],
    ])
    expect(referenceOf(families[1]!, referencesOf(families, null))).toBe(families[0])
  })
})

test('an unknown reference: the error lists what there is', () => {
  const refused = () => referencesOf(contendersOf(models), 'mrl')
  expect(refused).toThrow(/--reference mrl: .* MRL, E, FF, FF-2, FF-8/)
})
