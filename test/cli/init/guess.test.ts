import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configText } from '../../../src/cli/init/config-text.js'
import type { Found, FoundModel, FoundTable } from '../../../src/cli/init/find.js'
import { guess } from '../../../src/cli/init/guess.js'

function model(path: string, more: Partial<FoundModel> = {}): FoundModel {
  return { path, takes: 'images', width: 64, inputSize: null, headDims: [8, 64], ...more }
}

function table(path: string, more: Partial<FoundTable> = {}): FoundTable {
  return { path, rows: 100, holds: 'images', width: null, isLabelled: true, ...more }
}

function found(models: readonly FoundModel[], tables: readonly FoundTable[]): Found {
  return { models, tables, left: [] }
}

function rolesOf(...tables: FoundTable[]): Record<string, unknown> {
  const { settings } = guess(found([model('m.onnx')], tables))
  return Object.fromEntries(settings.filter(({ key }) => key !== 'model').map(({ key, value }) => [key, value]))
}

describe('roles by name', () => {
  test('the words of the file’s own name go before those of its folder', () => {
    expect(rolesOf(table('test/train.arrow'), table('test/test.arrow'), table('test/val.arrow'))).toEqual({
      database: 'test/train.arrow',
      queries: 'test/test.arrow',
      holdout: 'test/val.arrow',
      data: 'test/test.arrow',
    })
  })

  test('splits of one path', () => {
    expect(rolesOf(table('d#train'), table('d#validation'), table('d#test'))).toMatchObject({
      database: 'd#train',
      queries: 'd#test',
      holdout: 'd#validation',
    })
  })

  test('parts of words say nothing: "contest" is no test', () => {
    expect(rolesOf(table('contest.arrow', { rows: 10 }), table('big.arrow', { rows: 90 }))).toMatchObject({
      database: 'big.arrow',
      queries: 'contest.arrow',
    })
    const { settings } = guess(found([model('m.onnx')], [table('contest.arrow', { rows: 10 }), table('b.arrow')]))
    expect(settings.find(({ key }) => key === 'queries')!.why).toBe('10 rows with labels; the smallest table')
  })

  test('one table is both', () => {
    expect(rolesOf(table('all.arrow'))).toMatchObject({ database: 'all.arrow', queries: 'all.arrow' })
  })
})

describe('evaluations', () => {
  const commands = (models: readonly FoundModel[], tables: readonly FoundTable[]) =>
    guess(found(models, tables)).evaluations.map(({ command }) => command)
  const [train, test_, val] = [table('train.arrow'), table('test.arrow'), table('val.arrow')]

  test('what heads, labels and a holdout allow', () => {
    const all = ['classify', 'adaptive-classify', 'knn', 'retrieval']
    expect(commands([model('m.onnx')], [train, test_, val])).toEqual(all)
    expect(commands([model('m.onnx')], [train, test_])).toEqual(all.filter((name) => name !== 'adaptive-classify'))
    expect(commands([model('m.onnx', { headDims: [] })], [train, test_])).toEqual(['knn', 'retrieval'])
    expect(commands([model('m.onnx', { width: 0 })], [train, test_])).toEqual(['classify'])
    expect(commands([model('a.onnx'), model('b.onnx')], [train, test_])).toContain('compare')
    expect(
      commands(
        [model('m.onnx')],
        [table('train.arrow', { isLabelled: false }), table('test.arrow', { isLabelled: false })],
      ),
    ).toEqual([])
  })

  test('embeddings need no model', () => {
    const own = [
      table('db.npy', { holds: 'embeddings', width: 64 }),
      table('q.npy', { holds: 'embeddings', width: 64 }),
    ]
    expect(commands([], own)).toEqual(['knn', 'retrieval'])
    expect(guess(found([], own)).settings.map(({ key }) => key)).toEqual(['database', 'queries'])
  })

  test('numbers of another size are not for the model', () => {
    const sized = model('m.onnx', { takes: 'tensors', inputSize: 16 })
    const rows = (path: string, width: number) => table(path, { holds: 'tensors', width })
    const { settings } = guess(
      found([sized], [rows('train.arrow', 16), rows('test.arrow', 16), rows('old-test.arrow', 8)]),
    )
    expect(settings.find(({ key }) => key === 'queries')!.value).toBe('test.arrow')
  })

  test('text models beside those of images', () => {
    const models = [model('m.onnx'), model('bert', { takes: 'texts', headDims: [] })]
    const tables = [train, test_, table('beir', { holds: 'beir' }), table('pairs.csv', { holds: 'pairs' })]
    const { settings, evaluations } = guess(found(models, tables))
    expect(settings.find(({ key }) => key === 'model')!.value).toMatchObject([{ path: 'm.onnx' }])
    expect(evaluations.slice(-2)).toMatchObject([
      { command: 'retrieval', name: 'text-retrieval', own: { model: 'bert', database: 'beir', queries: 'beir' } },
      { command: 'similarity', name: null, own: { model: 'bert', data: 'pairs.csv' } },
    ])
  })
})

describe('the text', () => {
  test('is YAML, whatever paths are called, and names models apart', () => {
    const things = found(
      [model('a/net.onnx'), model('b/net.onnx')],
      [table('it\'s: "train" #1.arrow'), table('- test\nset.arrow')],
    )
    const values = parse(configText(guess(things), things, '../x.json'))
    expect(values).toMatchObject({
      model: { net: 'a/net.onnx', 'net-2': 'b/net.onnx' },
      database: 'it\'s: "train" #1.arrow',
      queries: '- test\nset.arrow',
      run: { results: 'results' },
    })
    expect(values.run.evaluations).toContain('knn')
    expect(values.run.evaluations).toContainEqual({ command: 'retrieval', latency: false })
  })

  test('a template where nothing was found, and what was left out', () => {
    const nothing: Found = { models: [], tables: [], left: [{ path: 'x.csv', why: 'no rows\nat all' }] }
    const text = configText(guess(nothing), nothing, null)
    expect(parse(text)).toBeNull()
    expect(text).toContain('# database: train.arrow')
    expect(text).toContain('#   x.csv: no rows at all\n')
    expect(text).not.toContain('yaml-language-server')
  })
})
