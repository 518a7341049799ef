import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  cascadeFor,
  readThresholds,
  type StoredCascade,
  storedDims,
  writeThresholds,
} from '../../../src/cli/cascade/thresholds.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()
const path = join(folder, 'cascade.json')

const CASCADE: StoredCascade = {
  model: { name: 'MRL', sha256: 'a'.repeat(64) },
  heads: 'model',
  holdout: { sha256: 'b'.repeat(64), rows: 100 },
  dims: [8, 16, 32],
  policy: 'joint',
  confidence: 'softmax',
  augmentation: 'none',
  temperatures: null,
  thresholds: [0.75, 1],
  promise: { goal: 'maxDrop', value: 0.01, bound: 0.008, confidence: 0.95 },
}
const TARGET = { name: 'MRL', sha256: CASCADE.model.sha256, dims: [8, 16, 32], heads: 'model' as const }

test('what is written is read again', async () => {
  await writeThresholds(path, '1.2.3', [CASCADE])
  expect(await readThresholds(path)).toEqual([CASCADE])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'mrl-eval thresholds 1', tool: '1.2.3' })
})

describe('a file that cannot be right is an error', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /cannot be read as thresholds/],
    ['another document', { schemaVersion: 1, rows: [] }, /is no thresholds file: expected "format"/],
    ['null', null, /is no thresholds file/],
    ['a cascade that is null', cascades(null), /cascade 0 names no model/],
    ['dims that go down', cascades({ ...CASCADE, dims: [8, 32, 16] }), /dims that do not ascend/],
    ['too few thresholds', cascades({ ...CASCADE, thresholds: [0.5] }), /has no 2 thresholds for its 3 dims/],
    ['a threshold in words', cascades({ ...CASCADE, thresholds: ['0.5', 1] }), /has no 2 thresholds/],
    ['temperatures of other heads', cascades({ ...CASCADE, temperatures: [1] }), /has no 3 temperatures/],
    ['a temperature of 0', cascades({ ...CASCADE, temperatures: [1, 0, 1] }), /temperature that is not above 0/],
    [
      'another confidence',
      cascades({ ...CASCADE, confidence: 'vibes' }),
      /no confidence of softmax, margin or entropy/,
    ],
    ['another augmentation', cascades({ ...CASCADE, augmentation: 'crop' }), /no augmentation of none or flip/],
    ['no holdout', cascades({ ...CASCADE, holdout: undefined }), /no hash of its holdout/],
    ['no word of heads', cascades({ ...CASCADE, heads: undefined }), /whether its heads are those of the model/],
    ['no promise', cascades({ ...CASCADE, promise: undefined }), /a promise without goal/],
    ['half a promise', cascades({ ...CASCADE, promise: { goal: 'budget', value: 8 } }), /a promise without goal/],
  ])('%s', async (_, document, message) => {
    const bad = join(folder, 'bad.json')
    writeFileSync(bad, typeof document === 'string' ? document : JSON.stringify(document))
    await expect(readThresholds(bad)).rejects.toThrow(message)
    await expect(readThresholds(bad)).rejects.toMatchObject({ exitCode: 3 })
  })

  test('a missing one', async () => {
    await expect(readThresholds(join(folder, 'absent.json'))).rejects.toThrow(/no thresholds file at .*absent\.json/)
  })
})

function cascades(cascade: unknown): unknown {
  return { format: 'mrl-eval thresholds 1', tool: '1.2.3', cascades: [cascade] }
}

describe('which cascade holds for a model', () => {
  const other = { ...CASCADE, model: { name: 'MRL', sha256: 'c'.repeat(64) } }

  test('the one with its hash, whatever its name', () => {
    expect(cascadeFor([other, CASCADE], path, { ...TARGET, name: 'mine' })).toBe(CASCADE)
  })

  test('by name where nothing says which model made the scores', () => {
    const nameless = { ...CASCADE, model: { name: 'logits', sha256: null } }
    expect(cascadeFor([other, nameless], path, { ...TARGET, name: 'logits', sha256: null })).toBe(nameless)
  })

  test('one that was learnt at some of the heads', () => {
    const some = { ...CASCADE, dims: [8, 32], thresholds: [0.5] }
    expect(cascadeFor([some], path, TARGET)).toBe(some)
    expect(storedDims([other, some], 'MRL')).toEqual(other.dims)
    expect(storedDims([some], undefined)).toEqual([8, 32])
    expect(storedDims([], 'MRL')).toBeUndefined()
  })

  test.each<[string, Parameters<typeof cascadeFor>[2], RegExp]>([
    ['a model that has changed', { ...TARGET, sha256: 'd'.repeat(64) }, /no thresholds for the model MRL as it is now/],
    ['other heads', { ...TARGET, dims: [8, 16] }, /for heads at 8, 16, 32; MRL has heads at 8, 16$/],
    [
      'probes',
      { ...TARGET, heads: { train: 'e', strengths: { 8: 1 } } },
      /the heads of the model; MRL is asked for probes/,
    ],
  ])('%s is an error', (_, target, message) => {
    expect(() => cascadeFor([CASCADE], path, target)).toThrow(message)
  })
})
