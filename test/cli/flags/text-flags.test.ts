import { Parser } from '@oclif/core'
import { expect, test } from 'vitest'
import { textFlags, toldTexts } from '../../../src/cli/flags/text-flags.js'

const told = async (...argv: string[]) => toldTexts((await Parser.parse(argv, { flags: textFlags })).flags)

test('what is not said is left out', async () => {
  expect(await told()).toEqual({})
})

test('all of it', async () => {
  const argv = [
    '--query-prompt',
    'q: ',
    '--document-prompt',
    '',
    '--prompt',
    'p: ',
    '--max-length',
    '9',
    '--pooling',
    'cls',
  ]
  expect(await told(...argv, '--layer-norm')).toEqual({
    queryPrompt: 'q: ',
    documentPrompt: '',
    prompt: 'p: ',
    maxLength: 9,
    pooling: 'cls',
    layerNorm: true,
  })
})

test('lengths and poolings that are none', async () => {
  await expect(told('--max-length', '0')).rejects.toThrow('--max-length has "0"')
  await expect(told('--pooling', 'sum')).rejects.toThrow('Expected --pooling=sum to be one of: mean, cls')
})
