import { describe, expect, test } from 'vitest'
import type { ModelHints, OutputShape, ToldOutputs } from '../../src/model/output-shape.js'
import { findOutputs } from '../../src/model/outputs.js'
import { refusal } from '../refusal.js'

const flat = (name: string, width: number | string): OutputShape => ({ name, shape: ['batch', width] })

function hints(dims: readonly number[] | null = null, widths: Record<string, number> = {}): ModelHints {
  return { path: 'm.onnx', dims, inputWidth: (output) => widths[output] ?? null }
}

/** Embedding and heads as `dim: output`, with the slot of a stack. */
function found(outputs: readonly OutputShape[], told: ToldOutputs = {}, known: ModelHints = hints()) {
  const { embedding, heads } = findOutputs(outputs, told, known)
  return [
    embedding,
    heads.map(({ dim, output, stack }) =>
      stack === null ? `${dim}: ${output}` : `${dim}: ${output} ${stack.layout} ${stack.index}/${stack.heads}`,
    ),
  ]
}

describe('by name', () => {
  test.each(['embedding', 'embeddings', 'features', 'sentence_embedding', 'text_embeds', 'pooler_output', 'Embedding'])(
    'the embedding is %s',
    (name) => {
      expect(found([flat('other', 9), flat(name, 16)])).toEqual([name, []])
    },
  )

  test.each([
    ['logits_8', 'logits_16'],
    ['logits8', 'logits16'],
    ['head_8', 'head_16'],
    ['nesting_logits_8', 'nesting_logits_16'],
    ['logits.8', 'logits.16'],
    ['Logits-8', 'Logits-16'],
  ])('heads are %s and %s, whatever their order', (small, large) => {
    expect(found([flat('embedding', 16), flat(large, 10), flat(small, 10)])).toEqual([
      'embedding',
      [`8: ${small}`, `16: ${large}`],
    ])
  })

  test('a lone unnamed output is the embedding', () => {
    expect(found([flat('197', 16)])).toEqual(['197', []])
    expect(found([flat('197', 'width')])).toEqual(['197', []])
  })

  test('logits only', () => {
    expect(found([flat('logits_8', 10), flat('logits_16', 10)])).toEqual([null, ['8: logits_8', '16: logits_16']])
  })

  test('outputs that are no matrix are left alone', () => {
    expect(found([flat('embedding', 16), { name: 'tokens', shape: ['batch', 7, 16] }])).toEqual(['embedding', []])
    expect(found([flat('embedding', 16), { name: 'loss', shape: [] }])).toEqual(['embedding', []])
  })
})

describe('a lone head', () => {
  const outputs = [flat('embedding', 64), flat('logits', 10)]
  test('is at the only declared dim', () => {
    expect(found(outputs, {}, hints([16], { logits: 32 }))).toEqual(['embedding', ['16: logits']])
  })

  test('else at the width of the features that it reads', () => {
    expect(found(outputs, {}, hints(null, { logits: 32 }))).toEqual(['embedding', ['32: logits']])
  })

  test('else at the width of the embedding', () => {
    expect(found(outputs)).toEqual(['embedding', ['64: logits']])
  })

  test('else it cannot be told', () => {
    const error = refusal(() => found([flat('logits', 10)]))
    expect(error).toMatchObject({ code: 'head-dim', exitCode: 3 })
    expect(error.suggestions).toEqual(['say it: --logits-output DIM=logits'])
  })
})

describe('stacked', () => {
  const gbc = { name: 'logits', shape: [2, 'batch', 10] }
  const bgc = { name: 'logits', shape: ['batch', 2, 10] }

  test('heads first, batch first', () => {
    expect(found([gbc], {}, hints([8, 16]))).toEqual([null, ['8: logits gbc 0/2', '16: logits gbc 1/2']])
    expect(found([bgc], {}, hints([8, 16]))).toEqual([null, ['8: logits bgc 0/2', '16: logits bgc 1/2']])
  })

  test('beside an embedding', () => {
    expect(found([flat('embedding', 16), gbc], {}, hints([8, 16]))[0]).toBe('embedding')
  })

  test('axes that are both free, or both fixed, need the flag', () => {
    for (const shape of [
      ['a', 'b', 10],
      [2, 4, 10],
    ]) {
      const output = { name: 'logits', shape }
      const error = refusal(() => found([output], {}, hints([8, 16])))
      expect(error).toMatchObject({ code: 'logits-layout', exitCode: 3 })
      expect(error.suggestions.join()).toContain('--logits-layout')
      expect(found([output], { layout: 'gbc' }, hints([8, 16]))[1]).toHaveLength(2)
    }
  })

  test('dims must be known, and as many as there are heads', () => {
    expect(refusal(() => found([gbc]))).toMatchObject({ code: 'head-dims', exitCode: 3 })
    const error = refusal(() => found([gbc], {}, hints([8, 16, 32])))
    expect(error.message).toContain('"logits" stacks 2 heads')
    expect(error.message).toContain('3 dims')
    expect(error.suggestions.join()).toContain('--model-dims')
  })
})

describe('a tuple without names', () => {
  const outputs = [flat('201', 16), flat('202', 10), flat('203', 10), flat('204', 10)]
  const widths = { 202: 16, 203: 4, 204: 8 }

  test('dims come from the graph, not from the order', () => {
    expect(found(outputs, {}, hints(null, widths))).toEqual(['201', ['4: 203', '8: 204', '16: 202']])
  })

  test('without an embedding', () => {
    expect(found(outputs.slice(1), {}, hints(null, widths))).toEqual([null, ['4: 203', '8: 204', '16: 202']])
  })

  test('two of one dim', () => {
    const error = refusal(() => found(outputs, {}, hints(null, { 202: 16, 203: 8, 204: 8 })))
    expect(error).toMatchObject({ code: 'heads-ambiguous', exitCode: 3 })
    expect(error.message).toContain('dim 8')
  })
})

describe('told by flags', () => {
  const outputs = [flat('a', 16), flat('b', 10), flat('c', 10)]

  test('everything', () => {
    const told = {
      embedding: 'a',
      logits: [
        { dim: 16, name: 'c' },
        { dim: 8, name: 'b' },
      ],
    }
    expect(found(outputs, told)).toEqual(['a', ['8: b', '16: c']])
  })

  test('a head without its dim', () => {
    expect(found(outputs, { embedding: 'a', logits: [{ dim: null, name: 'c' }] })).toEqual(['a', ['16: c']])
  })

  test('a stack of any name', () => {
    const stack = { name: 's', shape: [2, 'batch', 10] }
    expect(found([stack], { logits: [{ dim: null, name: 's' }] }, hints([8, 16]))[1]).toHaveLength(2)
  })

  test.each<[string, ToldOutputs, string, string]>([
    [
      'an absent embedding',
      { embedding: 'z' },
      'output-missing',
      '--embedding-output z: m.onnx has no such output; it has a [batch, 16], b [batch, 10]',
    ],
    ['absent logits', { logits: [{ dim: 8, name: 'z' }] }, 'output-missing', '--logits-output z'],
    [
      'an embedding that is no matrix',
      { embedding: 'tokens' },
      'output-shape',
      'tokens has shape [batch, 7, 16]; expected [batch, D]',
    ],
  ])('%s', (_, told, code, message) => {
    const error = refusal(() => found([...outputs, { name: 'tokens', shape: ['batch', 7, 16] }], told))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.message).toContain(message)
  })

  test('one output for two dims is two heads', () => {
    const logits = [
      { dim: 8, name: 'b' },
      { dim: 8, name: 'c' },
    ]
    expect(refusal(() => found(outputs, { embedding: 'a', logits }))).toMatchObject({
      code: 'heads-ambiguous',
    })
  })
})

describe('what cannot be told', () => {
  test('two outputs named like an embedding', () => {
    const error = refusal(() => found([flat('embedding', 16), flat('features', 64)]))
    expect(error).toMatchObject({ code: 'embedding-ambiguous', exitCode: 3 })
    expect(error.suggestions.join()).toContain('--embedding-output embedding')
  })

  test.each([
    ['no outputs', []],
    ['tokens only', [{ name: 'last_hidden_state', shape: ['batch', 7, 16] }]],
    ['two matrices of no name', [flat('1', 16), flat('2', 64)]],
  ])('%s', (_, outputs) => {
    const error = refusal(() => found(outputs))
    expect(error).toMatchObject({ code: 'model-outputs', exitCode: 3 })
    expect(error.message).toContain('neither an embedding nor logits')
  })
})

describe('heads whose names count them', () => {
  const outputs = [flat('embedding', 16), flat('logits_0', 3), flat('logits_1', 3)]

  test('take their dims from the layers behind them', () => {
    const known = hints([8, 16], { logits_0: 8, logits_1: 16 })
    expect(found(outputs, {}, known)).toEqual(['embedding', ['8: logits_0', '16: logits_1']])
  })

  test('are refused where the graph does not tell', () => {
    expect(refusal(() => found(outputs))).toMatchObject({ code: 'head-dim', exitCode: 3 })
    expect(refusal(() => found(outputs.slice(0, 1).concat(flat('logits_1', 3)), {}, hints([8, 16]))).code).toBe(
      'head-dim',
    )
  })
})
