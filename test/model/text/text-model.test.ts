import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encode } from '../../../src/model/encode.js'
import { type Model, type ModelOptions, openModel } from '../../../src/model/model.js'
import { collect, userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'
import { textBatch } from './text-batch.js'
import { type TokenGraph, tokenizerJson, writeTextModel } from './token-graph.js'

const root = temporaryFolder()
let made = 0
const options: ModelOptions = { device: 'cpu', threads: 1, outputs: {}, dims: null }

/** Settings of a Pooling module. */
const MEAN = { pooling_mode_mean_tokens: true }

const OLDER = ['0_Transformer', '1_Pooling'].map((path) => ({
  path,
  type: `sentence_transformers.models.${path.slice(2)}`,
}))

/** Opens a model, and closes it after some work. */
async function using<T>(
  graph: TokenGraph,
  work: (model: Model) => Promise<T>,
  files: Readonly<Record<string, unknown>> = {},
  more: Partial<ModelOptions> = {},
): Promise<T> {
  const model = await openModel(writeTextModel(join(root, String(made++)), graph, files), { ...options, ...more })
  try {
    return await work(model)
  } finally {
    await model.close()
  }
}

/** Embeddings of texts, a row each. */
async function embed(model: Model, texts: readonly string[], size?: number): Promise<number[][]> {
  const { embedding } = await (await model.prepare(textBatch(texts), 'd.jsonl', size)).run()
  return texts.map((_, row) => [...embedding!.subarray(row * model.width, (row + 1) * model.width)])
}

describe('a graph of tokens', () => {
  // [CLS] a b [SEP] is 2 4 5 3: mean 3.5
  test('is pooled by the mean, which is said', async () => {
    await using({}, async (model) => {
      expect(model).toMatchObject({ takes: 'texts', width: 1, dims: null, heads: [], batch: null })
      expect(model.preprocessing).toBe(
        'no prompt; texts not cut; padded on the right; last_hidden_state: mean of its tokens (the default: no modules.json says otherwise)',
      )
      expect(await embed(model, ['a b'])).toEqual([[3.5]])
    })
  })

  test.each<[string, Readonly<Record<string, unknown>>, number, string]>([
    [
      'a causal language model: the last token',
      { 'config.json': { architectures: ['XForCausalLM'] } },
      3,
      'lasttoken of',
    ],
    [
      'one that looks both ways: the mean',
      { 'config.json': { architectures: ['XForCausalLM'], is_causal: false } },
      3.5,
      'mean of',
    ],
    [
      'a pooling config without modules.json',
      { '1_Pooling/config.json': { pooling_mode_max_tokens: true } },
      5,
      'max of',
    ],
    [
      'the transformer in a folder of its own',
      {
        'modules.json': OLDER,
        '0_Transformer/tokenizer.json': tokenizerJson(false),
        '1_Pooling/config.json': MEAN,
      },
      4.5,
      'mean of',
    ],
  ])('%s', async (_, files, expected, words) => {
    const check = async (model: Model) => {
      expect(model.preprocessing).toContain(words)
      expect(await embed(model, ['a b'])).toEqual([[expected]])
    }
    await using({}, check, files)
  })

  test('padding and truncation that were saved with the tokenizer are not used', async () => {
    await using({}, async (model) =>
      expect(await embed(model, ['a b a b'], 1)).toEqual([[Math.fround((2 + 4 + 5 + 4 + 5 + 3) / 6)]]),
    )
  })

  test('texts of all lengths come back in their order, whatever runs together', async () => {
    const texts = ['a', 'b b b b', '', 'c a', 'd d d', 'e']
    const mean = [9 / 3, (5 + 20) / 6, 5 / 2, (5 + 6 + 4) / 4, (5 + 21) / 5, 13 / 3].map(Math.fround)
    await using({ inputs: ['attention_mask'] }, async (model) => {
      for (const size of [1, 2, 4, 6, 64]) {
        const found = await embed(model, texts, size)
        expect(found).toEqual(mean.map((value) => [value, 1]))
      }
    })
  })

  test('bound to a number of rows and of tokens', async () => {
    await using({ batch: 4, length: 5, inputs: ['attention_mask'] }, async (model) => {
      expect(model.batch).toBe(4)
      expect(model.preprocessing).toContain('at most 5 tokens')
      const found = await embed(model, ['a', 'b b b b b', 'c'], 4)
      expect(found).toEqual([
        [3, 1],
        [(5 + 15) / 5, 1],
        [Math.fround(11 / 3), 1],
      ])
    })
  })

  test('positions and token types are fed; on the left of a text padding has none', async () => {
    const files = { 'tokenizer_config.json': { padding_side: 'left', pad_token: '[PAD]' } }
    await using(
      { inputs: ['position_ids', 'token_type_ids'] },
      async (model) => {
        // a: 2 4 3 at 0 1 2. a b c: 2 4 5 6 3 at 0…4
        expect(await embed(model, ['a', 'a b c'])).toEqual([
          [3, 1, 0],
          [4, 2, 0],
        ])
        expect(model.preprocessing).toContain('padded on the left')
      },
      files,
    )
  })

  test('encode gives a window at a time, and runs as many rows as the graph takes', async () => {
    const texts = Array.from({ length: 1030 }, (_, row) => 'a '.repeat(row % 7))
    const batches = async function* (size: number, from = 0) {
      for (let at = from; at < texts.length; at += size) yield textBatch(texts.slice(at, at + size), at)
    }
    const dataset = { path: 'd.jsonl', name: 'd', rows: texts.length, classes: null, columns: {}, batches }
    await using({ batch: 8 }, async (model) => {
      const found = await collect(encode(dataset, model, 8, 0, { start() {}, advance() {}, stop() {} }))
      expect(found.map(({ start, rows }) => [start, rows])).toEqual([
        [0, 1024],
        [1024, 6],
      ])
      const means = texts.map((_, row) => Math.fround((5 + 4 * (row % 7)) / (2 + (row % 7))))
      expect(found.flatMap(({ vectors }) => [...vectors!])).toEqual(means)
    })
  })

  test('rows are prepared many at a time, in whole runs', async () => {
    await using({}, async (model) => expect([64, 100, 4096].map(model.window)).toEqual([1024, 1100, 4096]))
  })

  test('one row of zeros is the empty text', async () => {
    await using({}, async (model) => expect([...(await model.runZeros()).embedding!]).toEqual([2.5]))
  })
})

describe('outputs', () => {
  const normalized = {
    'modules.json': ['Transformer', 'Pooling', 'Normalize'].map((type, i) => ({
      path: i === 0 ? '' : String(i),
      type: `sentence_transformers.models.${type}`,
    })),
    '1/config.json': MEAN,
  }

  test('what the graph pooled is taken as it is, without the modules', async () => {
    await using(
      { pooled: true },
      async (model) => {
        expect(model.embedding).toBe('sentence_embedding')
        expect(model.preprocessing).toContain('sentence_embedding: as the graph pools it')
        expect(await embed(model, ['a', 'b'])).toEqual([
          [2, 4],
          [2, 5],
        ])
      },
      normalized,
    )
  })

  test('a told output of tokens goes through them', async () => {
    const told = { outputs: { embedding: 'last_hidden_state' } }
    await using(
      { pooled: true },
      async (model) => expect(await embed(model, ['a', ''])).toEqual([[1], [1]]),
      normalized,
      told,
    )
  })

  test('any output of tokens will do, and needs no name', async () => {
    await using({ output: '912' }, async (model) => expect(model.embedding).toBe('912'))
  })

  test('what is pooled cannot be pooled otherwise', async () => {
    const error = await userError(using({ pooled: true }, async () => {}, {}, { texts: { pooling: 'max' } }))
    expect(error).toMatchObject({ code: 'pooling-done', exitCode: 2 })
  })

  test('logits of single tokens are no embedding', async () => {
    const error = await userError(using({ output: 'logits' }, async () => {}))
    expect(error).toMatchObject({ code: 'model-outputs', exitCode: 3 })
    expect(error.message).toContain('logits [batch, sequence, 1]')
  })
})

describe('errors', () => {
  const modules = (...types: string[]) => ({ 'modules.json': types.map((type) => ({ path: '', type })) })
  const ours = (name: string) => `sentence_transformers.models.${name}`

  test.each<[string, TokenGraph, Readonly<Record<string, unknown>>, string, RegExp]>([
    ['no tokenizer', {}, { 'tokenizer.json': null }, 'tokenizer-missing', /has no tokenizer\.json/],
    [
      'a tokenizer that is none',
      {},
      { 'tokenizer.json': { model: { type: 'Magic' } } },
      'tokenizer',
      /no tokenizer that can be read/,
    ],
    ['another input', { inputs: ['task_id'] }, {}, 'model-inputs', /takes "task_id" besides its tokens/],
    ['a cache of keys and values', { inputs: ['past_key_values.0.key'] }, {}, 'model-inputs', /past_key_values/],
    [
      'config.json that is a list',
      {},
      { 'config.json': [1] },
      'config-damaged',
      /holds a list; expected a JSON object/,
    ],
    [
      'a module of the model’s own',
      {},
      modules(ours('Transformer'), 'custom_st.Pooling'),
      'module-unknown',
      /custom_st\.Pooling/,
    ],
    [
      'an unknown module',
      {},
      { ...modules(ours('Transformer'), ours('Pooling'), ours('LSTM')), 'config.json': MEAN },
      'module-unknown',
      /LSTM as module 2/,
    ],
    [
      'a module without its settings',
      {},
      { 'modules.json': OLDER },
      'module-missing',
      /no settings at .*1_Pooling.config\.json/,
    ],
    ['no pooling', {}, modules(ours('Transformer')), 'module-missing', /no Pooling/],
    [
      'modules outside the folder',
      {},
      { 'modules.json': [{ path: '../x', type: ours('Transformer') }] },
      'modules',
      /entry 0/,
    ],
    [
      'layers of tokens',
      {},
      {
        ...modules(ours('Transformer'), ours('Pooling'), ours('Normalize')),
        'config.json': { module_input_name: 'token_embeddings' },
      },
      'module-unknown',
      /one vector a text/,
    ],
  ])('%s', async (_, graph, files, code, message) => {
    const error = await userError(using(graph, async () => {}, files))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toMatch(message)
  })

  test('a pickled module says how to convert it', async () => {
    const folder = join(root, 'pickled')
    const dense = { in_features: 1, out_features: 1, activation_function: 'torch.nn.modules.linear.Identity' }
    const path = writeTextModel(
      folder,
      {},
      {
        'modules.json': ['Transformer', 'Pooling', 'Dense'].map((type, i) => ({
          path: i === 0 ? '' : String(i),
          type: ours(type),
        })),
        '1/config.json': MEAN,
        '2/config.json': dense,
      },
    )
    mkdirSync(join(folder, '2'), { recursive: true })
    writeFileSync(join(folder, '2', 'pytorch_model.bin'), '')
    const error = await userError(openModel(path, options))
    expect(error).toMatchObject({ code: 'weights-pickled', exitCode: 3 })
    expect(error.suggestions[0]).toContain('save_file')
  })

  test('a token beyond the model’s vocabulary names the row', async () => {
    const work = (model: Model) => model.prepare(textBatch(['a', 'z'], 10), 'd.jsonl')
    const error = await userError(using({}, work, { 'config.json': { vocab_size: 29 } }))
    expect(error).toMatchObject({ code: 'token-unknown', exitCode: 3 })
    expect(error.message).toMatch(/^d\.jsonl: row 11: token 1 has the number 29; expected one of the 29/)
  })

  test('a word that the tokenizer has no token for', async () => {
    const json = tokenizerJson() as { model: { unk_token: string } }
    const files = { 'tokenizer.json': { ...json, model: { ...json.model, unk_token: '[NONE]' } } }
    const error = await userError(using({}, (model) => model.prepare(textBatch(['ö']), 'd.jsonl'), files))
    expect(error).toMatchObject({ code: 'tokenizer', exitCode: 3 })
  })

  test('too few tokens for the special ones', async () => {
    const error = await userError(using({}, async () => {}, {}, { texts: { maxLength: 2 } }))
    expect(error).toMatchObject({ code: 'max-length', exitCode: 2, suggestions: ['--max-length 3 or more'] })
  })

  test('images into a model of texts', async () => {
    const batch = { ...textBatch(['a']), inputs: { kind: 'images' as const, files: [new Uint8Array(1)] } }
    const error = await userError(using({}, (model) => model.prepare(batch, 'cats.arrow')))
    expect(error).toMatchObject({ code: 'input-kind', exitCode: 3 })
    expect(error.message).toMatch(/^cats\.arrow holds images; .*model\.onnx takes texts$/)
  })

  test('flags of images for a model of texts', async () => {
    const images = { imageKernel: 'bicubic' as const }
    const error = await userError(using({}, async () => {}, {}, { images }))
    expect(error).toMatchObject({ code: 'input-flags', exitCode: 2 })
    expect(error.message).toContain('--image-kernel')
  })
})
