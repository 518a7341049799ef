import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inputPaths, outputPaths, requireOtherFiles } from '../../src/cli/outputs.js'
import { temporaryFolder } from '../data/temporary.js'

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
  ])('%s', (_, output) => {
    expect(() => requireOtherFiles(['new.json', output], [path])).toThrowError(
      expect.objectContaining({ code: 'output-is-input', exitCode: 2, message: expect.stringContaining(output) }),
    )
  })

  test('through a link', () => {
    const link = join(folder, 'link.arrow')
    symlinkSync(path, link)
    expect(() => requireOtherFiles([link], [path])).toThrowError(expect.objectContaining({ code: 'output-is-input' }))
  })

  test('files that are not there yet are no inputs', () => {
    expect(() => requireOtherFiles([join(folder, 'new.json')], [path, join(folder, 'missing.arrow')])).not.toThrow()
  })
})

test('two outputs in one file', () => {
  expect(() => requireOtherFiles(['new.json', './new.json'], [])).toThrowError(
    expect.objectContaining({ code: 'output-twice', exitCode: 2 }),
  )
  expect(() => requireOtherFiles(['new.json', 'new.csv'], [])).not.toThrow()
})
