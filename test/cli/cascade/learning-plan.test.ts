import { describe, expect, test } from 'vitest'
import { type AdaptiveFlagValues, planLearning, typedFirst } from '../../../src/cli/cascade/learning-plan.js'

const NONE: AdaptiveFlagValues = {
  policy: undefined,
  splits: undefined,
  'holdout-size': undefined,
  'max-drop': undefined,
  'target-accuracy': undefined,
  budget: undefined,
  confidence: undefined,
  temperature: false,
  thresholds: undefined,
  'write-thresholds': undefined,
  holdout: undefined,
  probe: false,
  train: undefined,
  dims: 'all',
}
const plan = (flags: Partial<AdaptiveFlagValues>) => planLearning({ ...NONE, ...flags })

test('with a holdout: one joint curve and a drop of at most a point', () => {
  expect(plan({ holdout: 'h.arrow' })).toEqual({
    policies: ['joint'],
    goal: { kind: 'maxDrop', value: 0.01 },
    splits: null,
  })
})

test('without one: the splits of the paper', () => {
  expect(plan({})?.splits).toEqual({ count: 30, size: null })
  expect(plan({ 'holdout-size': 100 })?.splits).toEqual({ count: 30, size: 100 })
  expect(plan({ splits: 3, holdout: 'h.arrow' })?.splits).toEqual({ count: 3, size: null })
})

test('goals', () => {
  expect(plan({ 'max-drop': 0 })?.goal).toEqual({ kind: 'maxDrop', value: 0 })
  expect(plan({ 'target-accuracy': 0.7 })?.goal).toEqual({ kind: 'targetAccuracy', value: 0.7 })
  expect(plan({ budget: 37 })?.goal).toEqual({ kind: 'budget', value: 37 })
  expect(plan({ policy: ['paper'] })?.goal).toBeNull()
  expect(plan({ policy: ['paper', 'joint', 'paper'] })?.policies).toEqual(['paper', 'joint'])
})

test('thresholds of a file need no learning', () => {
  expect(plan({ thresholds: 't.json', holdout: 'h.arrow' })).toBeNull()
})

test.each<[string, Partial<AdaptiveFlagValues>, RegExp]>([
  ['two goals', { 'max-drop': 0.01, budget: 8 }, /--budget does not go with --max-drop/],
  ['a goal without the joint policy', { policy: ['paper'], budget: 8 }, /--budget does not go with --policy paper/],
  ['a size beside a holdout', { holdout: 'h', 'holdout-size': 5 }, /--holdout-size does not go with --holdout/],
  [
    'learning beside given thresholds',
    { thresholds: 't', policy: ['paper'] },
    /--policy does not go with --thresholds/,
  ],
  ['splits beside given thresholds', { thresholds: 't', splits: 3 }, /--splits does not go with --thresholds/],
  ['a temperature beside given thresholds', { thresholds: 't', temperature: true }, /--temperature does not go/],
  ['dims beside given thresholds', { thresholds: 't', dims: [8] }, /--dims does not go with --thresholds/],
  ['writing what splits learnt', { 'write-thresholds': 'w' }, /every split learns thresholds of its own/],
  ['writing a curve', { holdout: 'h', policy: ['shared'], 'write-thresholds': 'w' }, /--policy shared/],
  ['probes and thresholds from the same rows', { holdout: 'h', probe: true }, /--probe needs --train/],
  ['probes of nothing beside given thresholds', { thresholds: 't', probe: true }, /--probe needs --train/],
])('%s is a usage error', (_, flags, message) => {
  expect(() => plan(flags)).toThrow(message)
})

describe('what is typed comes before what the config file has', () => {
  const config = { ...NONE, policy: ['paper' as const], 'max-drop': 0.02, dims: [8], temperature: true, holdout: 'h' }
  const typing = (flags: Partial<AdaptiveFlagValues>) =>
    typedFirst({ ...config, ...flags }, (name) => Object.keys(flags).includes(name))

  test('another goal', () => {
    expect(typing({ budget: 30 })).toMatchObject({ budget: 30, 'max-drop': undefined, policy: ['paper'], dims: [8] })
  })

  test('thresholds, in place of all that says how to learn any', () => {
    const flags = typing({ thresholds: 't.json' })
    expect(flags).toMatchObject({ policy: undefined, 'max-drop': undefined, dims: 'all', temperature: false })
    expect(planLearning(flags)).toBeNull()
  })

  test('how to learn, in place of thresholds', () => {
    expect(typedFirst({ ...config, thresholds: 't.json' }, (name) => name === 'policy').thresholds).toBeUndefined()
  })

  test('two that are typed still conflict', () => {
    expect(() => planLearning(typing({ thresholds: 't.json', budget: 30 }))).toThrow(/--budget does not go with/)
  })
})
