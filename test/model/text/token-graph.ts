/** Graphs of tokens whose vectors can be seen by eye, with a tokenizer of single words beside them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeModel, integers, node, tensorInfo } from '../../../src/onnx/build.js'

export interface TokenGraph {
  output?: string
  inputs?: readonly string[] // besides input_ids; the vector of a token is the numbers of all of them
  batch?: number | string
  length?: number | string
  pooled?: boolean // another output sentence_embedding [batch, 2], of the first two tokens' numbers
}

/** The vector of a token is (input_ids, and the other inputs in their order). */
export function tokenGraph({
  output = 'last_hidden_state',
  inputs = [],
  batch = 'batch',
  length = 'sequence',
  pooled = false,
}: TokenGraph): Uint8Array {
  const names = ['input_ids', ...inputs]
  return encodeModel({
    name: 'tokens',
    node: [
      ...names.flatMap((name) => [
        node('Cast', [name], [`${name}_float`], { to: 1 }),
        node('Unsqueeze', [`${name}_float`, 'two'], [`${name}_column`]),
      ]),
      node(
        'Concat',
        names.map((name) => `${name}_column`),
        [output],
        { axis: 2 },
      ),
      ...(pooled ? [node('Slice', ['input_ids_float', 'zero', 'two', 'one'], ['sentence_embedding'])] : []),
    ],
    input: names.map((name) => tensorInfo(name, 'int64', [batch, length])),
    output: [
      tensorInfo(output, 'float', [batch, length, names.length]),
      ...(pooled ? [tensorInfo('sentence_embedding', 'float', [batch, 2])] : []),
    ],
    initializer: [integers('zero', [0]), integers('one', [1]), integers('two', [2])],
  })
}

/** Words and their numbers: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, a 4, b 5, …, z 29. */
const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...'abcdefghijklmnopqrstuvwxyz']

export function tokenizerJson(special = true): object {
  return {
    version: '1.0',
    truncation: { max_length: 3, strategy: 'LongestFirst', stride: 0, direction: 'Right' }, // left out when it is read
    padding: { strategy: { Fixed: 9 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: special ? { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] } : null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(VOCABULARY.map((word, i) => [word, i])), unk_token: '[UNK]' },
  }
}

/** Writes a folder with a graph, a tokenizer and other files. @returns the graph's path */
export function writeTextModel(
  folder: string,
  graph: TokenGraph,
  files: Readonly<Record<string, unknown>> = {},
): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'model.onnx'), tokenGraph(graph))
  for (const [path, content] of Object.entries({ 'tokenizer.json': tokenizerJson(), ...files })) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    if (content !== null) writeFileSync(join(folder, path), JSON.stringify(content))
  }
  return join(folder, 'model.onnx')
}
