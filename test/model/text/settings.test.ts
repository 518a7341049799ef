/** What a model's config files say: prompts, lengths, dims, and what is refused. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTextFolder, type TextFolder } from '../../../src/model/text/folder.js'
import { firstPosition, maxLength } from '../../../src/model/text/max-length.js'
import { nestingDims } from '../../../src/model/text/nesting-dims.js'
import { poolingModes } from '../../../src/model/text/pooling-config.js'
import { promptFor } from '../../../src/model/text/prompt.js'
import { requireKnownSettings } from '../../../src/model/text/transformer-config.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'

const json = (values: Record<string, unknown> = {}) => ({ path: 'f.json', values })

function folder(files: Partial<Record<'config' | 'tokenizer' | 'transformer' | 'sentence', object>>): TextFolder {
  const { config = {}, tokenizer = {}, transformer = {}, sentence = {} } = files
  return {
    path: 'm',
    home: 'm',
    config: json({ ...config }),
    tokenizer: json({ ...tokenizer }),
    specialTokens: json(),
    transformer: json({ ...transformer }),
    sentence: json({ ...sentence }),
    modules: null,
  }
}

describe('promptFor', () => {
  const prompts = { query: 'query: ', passage: 'passage: ', document: '', sts: 'sts: ' }
  const sentence = { prompts, default_prompt_name: 'sts' }

  test('by side; without a side the default; an empty one counts as none', () => {
    expect(promptFor(folder({ sentence }), {}, 'query')).toBe('query: ')
    expect(promptFor(folder({ sentence }), {}, 'document')).toBe('passage: ')
    expect(promptFor(folder({ sentence }), {}, null)).toBe('sts: ')
  })

  test('a side without a prompt has none, not the default', () => {
    const only = folder({ sentence: { prompts: { sts: 'sts: ' }, default_prompt_name: 'sts' } })
    expect([promptFor(only, {}, 'query'), promptFor(only, {}, 'document')]).toEqual(['', ''])
    expect(promptFor(folder({}), {}, 'query')).toBe('')
  })

  test('what is told goes first: that of the side, then that of all', () => {
    const told = { queryPrompt: 'Q ', prompt: 'ALL ' }
    expect(promptFor(folder({ sentence }), told, 'query')).toBe('Q ')
    expect(promptFor(folder({ sentence }), told, 'document')).toBe('ALL ')
    expect(promptFor(folder({ sentence }), told, null)).toBe('ALL ')
    expect(promptFor(folder({ sentence }), { documentPrompt: '' }, 'document')).toBe('')
  })

  test('a default that is not there', () => {
    const broken = folder({ sentence: { prompts: { query: 'q' }, default_prompt_name: 'sts' } })
    expect(() => promptFor(broken, {}, null)).toThrow('names "sts" as the default prompt; its prompts are query')
    expect(() => promptFor(folder({ sentence: { prompts: { query: 3 } } }), {}, 'query')).toThrow('"query" is 3')
  })
})

describe('maxLength', () => {
  test.each<[string, number | undefined, Parameters<typeof folder>[0], number | null]>([
    ['told', 9, { transformer: { max_seq_length: 256 } }, 9],
    [
      'of the Transformer module',
      undefined,
      { transformer: { max_seq_length: 256 }, tokenizer: { model_max_length: 128 } },
      256,
    ],
    [
      'of the tokenizer',
      undefined,
      { tokenizer: { model_max_length: 128 }, config: { max_position_embeddings: 512 } },
      128,
    ],
    [
      'of the positions',
      undefined,
      { tokenizer: { model_max_length: 1e30 }, config: { max_position_embeddings: 512 } },
      512,
    ],
    [
      'of RoBERTa, whose positions begin at 2',
      undefined,
      { config: { model_type: 'roberta', pad_token_id: 1, max_position_embeddings: 514 } },
      512,
    ],
    ['of XLNet, which has no limit', undefined, { config: { max_position_embeddings: -1 } }, null],
    ['none', undefined, {}, null],
  ])('%s', (_, told, files, expected) => {
    expect(maxLength(told, folder(files))).toBe(expected)
  })

  test('positions begin after the padding id in RoBERTa and its kin', () => {
    expect(firstPosition(json({ model_type: 'xlm-roberta', pad_token_id: 1 }))).toBe(2)
    expect(firstPosition(json({ model_type: 'bert', pad_token_id: 1 }))).toBe(0)
  })

  test('a length that is none', () => {
    expect(() => maxLength(undefined, folder({ transformer: { max_seq_length: 'all' } }))).toThrow(
      'f.json: "max_seq_length" is "all"; expected a whole number of at least 1',
    )
  })
})

describe('nestingDims', () => {
  test.each<[string, Parameters<typeof folder>[0], number[] | null]>([
    ['nothing declared', {}, null],
    ['matryoshka_dims', { sentence: { matryoshka_dims: [64, 8, 32] } }, [8, 32, 64]],
    ['matryoshka_dimensions of config.json', { config: { matryoshka_dimensions: [8, 64] } }, [8, 64]],
    ['truncate_dim alone', { sentence: { truncate_dim: 16 } }, [16, 64]],
    ['truncate_dim beside a list', { sentence: { truncate_dim: 16, matryoshka_dims: [8, 64] } }, [8, 16, 64]],
    ['truncate_dim beyond the width cuts nothing', { sentence: { truncate_dim: 100 } }, null],
  ])('%s', (_, files, expected) => {
    expect(nestingDims(folder(files), 64)).toEqual(expected)
  })

  test.each<[object, RegExp]>([
    [{ matryoshka_dims: [8, 128] }, /declares dims up to 128; the embedding has 64/],
    [{ matryoshka_dims: [8.5] }, /"matryoshka_dims" is \[8\.5\]; expected a list of positive integers/],
    [{ matryoshka_dims: 'all' }, /expected a list/],
  ])('%j is refused', (sentence, message) => {
    expect(() => nestingDims(folder({ sentence }), 64)).toThrow(message)
  })
})

describe('poolingModes', () => {
  test('older keys come in their own order, newer ones as written', () => {
    const older = json({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true, pooling_mode_max_tokens: false })
    expect(poolingModes(older)).toEqual(['cls', 'mean'])
    expect(poolingModes(json({ pooling_mode: ['mean', 'cls'] }))).toEqual(['mean', 'cls'])
    expect(poolingModes(json({ word_embedding_dimension: 4 }))).toEqual(['mean'])
  })

  test('an unknown one', () => {
    expect(() => poolingModes(json({ pooling_mode: 'attention' }))).toThrow(
      '"pooling_mode" is "attention"; expected one',
    )
  })
})

test.each([
  [{ modality_config: { text: {}, message: {} } }, 'modality_config'],
  [{ query_expansion: { strategy: 'fixed' } }, 'query_expansion'],
  [{ processing_kwargs: { text: { max_length: 8 } } }, 'processing_kwargs'],
  [{ transformer_task: 'text-generation' }, 'transformer_task'],
])('settings that would change texts are refused: %j', (values, key) => {
  expect(() => requireKnownSettings(json(values))).toThrow(`f.json asks for ${key}`)
})

test('a module whose folder was not copied is an error, not a default; Normalize has no settings', async () => {
  const home = temporaryFolder()
  const type = (name: string) => `sentence_transformers.models.${name}`
  const modules = [
    { path: '', type: type('Transformer') },
    { path: '1_Pooling', type: type('Pooling') },
    { path: '2_Normalize', type: type('Normalize') },
  ]
  writeFileSync(join(home, 'modules.json'), JSON.stringify(modules))
  expect(await userError(readTextFolder(home))).toMatchObject({
    code: 'module-missing',
    exitCode: 3,
    message: `no settings at ${join(home, '1_Pooling', 'config.json')}; ${join(home, 'modules.json')} names the module`,
  })
  mkdirSync(join(home, '1_Pooling'))
  writeFileSync(join(home, '1_Pooling', 'config.json'), '{"pooling_mode": "cls"}')
  expect((await readTextFolder(home)).modules?.length).toBe(3)
})
