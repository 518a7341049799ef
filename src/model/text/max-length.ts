/**
 * How many tokens a text is cut to, special ones included: as told; else `max_seq_length` of sentence_bert_config.json;
 * else the smaller of the tokenizer's `model_max_length` and the positions that the model has.
 */

import { integerIn, type JsonFile } from '../json-file.js'
import type { TextFolder } from './folder.js'

/** Tokenizers without a limit have 1e30. */
const SANE = 1_000_000

/** Architectures that number positions from their padding id + 1 on, so that as many fewer are left for tokens. */
const SHIFTED = new Set([
  'roberta',
  'xlm-roberta',
  'xlm-roberta-xl',
  'camembert',
  'mpnet',
  'longformer',
  'data2vec-text',
])

/** @returns null: there is no limit */
export function maxLength(told: number | undefined, { transformer, tokenizer, config }: TextFolder): number | null {
  const own = told ?? integerIn(transformer, 'max_seq_length', 1)
  if (own !== null) return own
  const limits = [tokenizerLimit(tokenizer), positions(config)].filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** The number that the first token's position has in the model. */
export function firstPosition(config: JsonFile): number {
  return SHIFTED.has(String(config.values.model_type)) ? (integerIn(config, 'pad_token_id') ?? 1) + 1 : 0
}

function tokenizerLimit({ values }: JsonFile): number | null {
  const limit = values.model_max_length
  return typeof limit === 'number' && limit >= 1 && limit <= SANE ? Math.floor(limit) : null
}

function positions(config: JsonFile): number | null {
  const all = config.values.max_position_embeddings
  if (typeof all !== 'number' || !Number.isInteger(all)) return null
  const left = all - firstPosition(config)
  return left >= 1 ? left : null // XLNet says −1 for no limit
}
