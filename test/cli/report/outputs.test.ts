import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inputPaths, outputPaths, requireOtherFiles } from '../../../src/cli/report/outputs.js'
import { userError } from '../../data/collect.js'
import { realArray } from '../../data/real-files.js'
import { temporaryFolder } from '../../data/temporary.js'

test('paths of flags: single, several, with names; others are none', () => {
  const flags = {
    model: [{ name: 'A', path: 'a.onnx' }],
    data: [{ name: null, path: 'x.arrow' }],
    holdout: 'h.arrow',
    thresholds: undefined,
    seed: 1,
    reference: 'A',
    output: ['r.json', 'r.csv'],
    'write-thresholds': 't.json',
  }
  expect(inputPaths(flags)).toEqual(['a.onnx', 'x.arrow', 'h.arrow'])
  expect(outputPaths(flags)).toEqual(['r.json', 'r.csv', 't.json'])
  expect(outputPaths({ output: 'e.arrow' })).toEqual(['e.arrow'])
})

describe('an output that is an input', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'data.arrow')
  writeFileSync(path, 'rows')

  test.each([
    ['by the same path', path],
    ['by another spelling', `${folder}/./data.arrow`],
  ])('%s', async (_, output) => {
    const { code, exitCode, message } = await userError(requireOtherFiles(['new.json', output], [path]))
    expect([code, exitCode]).toEqual(['output-is-input', 2])
    expect(message).toContain(output)
  })

  test.each([
    ['a pattern', '*.jsonl', 'b.jsonl'],
    ['a folder', '', 'a.jsonl'],
    ['a part', '#train', 'train.jsonl'],
    ['what lies beside the path', 'X.npy', 'y.npy'],
  ])('in %s', async (_, given, output) => {
    const rows = temporaryFolder()
    const names = given === '#train' ? ['train.jsonl', 'test.jsonl'] : ['a.jsonl', 'b.jsonl']
    for (const name of names) writeFileSync(join(rows, name), '{"x": 1}\n')
    for (const name of given === 'X.npy' ? ['X.npy', 'y.npy'] : [])
      copyFileSync(realArray('array-f4'), join(rows, name))
    const input = given.startsWith('#') ? rows + given : join(rows, given)
    const error = await userError(requireOtherFiles([join(rows, output)], [input]))
    expect(error).toMatchObject({ code: 'output-is-input' })
    await requireOtherFiles([join(rows, 'other.jsonl')], [input])
  })

  test('through a link', async () => {
    const link = join(folder, 'link.arrow')
    symlinkSync(path, link)
    expect(await userError(requireOtherFiles([link], [path]))).toMatchObject({ code: 'output-is-input' })
  })

  test('files that are not there yet are no inputs', async () => {
    await requireOtherFiles([join(folder, 'new.json')], [path, join(folder, 'missing.arrow')])
  })
})

test('two outputs in one file', async () => {
  const error = await userError(requireOtherFiles(['new.json', './new.json'], []))
  expect(error).toMatchObject({ code: 'output-twice', exitCode: 2 })
  await requireOtherFiles(['new.json', 'new.csv'], [])
  const folder = temporaryFolder()
  symlinkSync('new.json', join(folder, 'link.json'))
  const both = [join(folder, 'new.json'), join(folder, 'link.json')]
  expect(await userError(requireOtherFiles(both, []))).toMatchObject({ code: 'output-twice' })
})
