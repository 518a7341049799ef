/**
 * tokenizer.json as a model wants it: without the padding and truncation that were saved with it, lower-casing where the
 * model's other configs ask for it. Source: huggingface/transformers, BertTokenizerFast (its normalizer's settings are
 * those of tokenizer_config.json); UKPLab/sentence-transformers, Transformer (`do_lower_case` goes first).
 */
import { dataError } from '../../errors.js'
import { flagIn, isObject, type JsonFile } from '../json-file.js'
import type { TextFolder } from './folder.js'

/** Keys of tokenizer_config.json → those of tokenizer.json's BertNormalizer. */
const BERT = {
  do_lower_case: 'lowercase',
  strip_accents: 'strip_accents',
  tokenize_chinese_chars: 'handle_chinese_chars',
}

/** What was saved as padding and truncation; the tokenizer's config goes before it. */
export interface SavedSettings {
  padsLeft: boolean
  cutsLeft: boolean
  padId: number | null
  padType: number
}

/** @throws UserError (exit 3) when the file is not there or holds no tokenizer */
export function adjusted(file: JsonFile, { tokenizer, transformer, home }: TextFolder): string {
  if (Object.keys(file.values).length === 0) throw missing(home)
  if (!isObject(file.values.model)) throw dataError('tokenizer', `${file.path} holds no tokenizer: it has no "model"`)
  const own = bertNormalizer(file.values.normalizer, tokenizer)
  const normalizer = flagIn(transformer, 'do_lower_case') === true ? lowerCasing(own) : own
  return JSON.stringify({ ...file.values, normalizer, padding: null, truncation: null })
}

export function savedSettings({ values }: JsonFile): SavedSettings {
  const padding = isObject(values.padding) ? values.padding : {}
  const truncation = isObject(values.truncation) ? values.truncation : {}
  return {
    padsLeft: padding.direction === 'Left',
    cutsLeft: truncation.direction === 'Left',
    padId: typeof padding.pad_id === 'number' ? padding.pad_id : null,
    padType: typeof padding.pad_type_id === 'number' ? padding.pad_type_id : 0,
  }
}

function bertNormalizer(normalizer: unknown, config: JsonFile): unknown {
  if (!isObject(normalizer) || normalizer.type !== 'BertNormalizer') return normalizer
  const told = Object.entries(BERT).flatMap(([key, name]) => {
    const value = flagIn(config, key)
    return value === null ? [] : [[name, value] as const]
  })
  return { ...normalizer, ...Object.fromEntries(told) }
}

function lowerCasing(normalizer: unknown): unknown {
  const steps = isObject(normalizer) && Array.isArray(normalizer.normalizers) ? normalizer.normalizers : [normalizer]
  const lowercase = { type: 'Lowercase' }
  if (steps.some((step) => isObject(step) && step.type === lowercase.type)) return normalizer
  return { type: 'Sequence', normalizers: [lowercase, ...steps.filter(isObject)] }
}

function missing(home: string): Error {
  return dataError(
    'tokenizer-missing',
    `${home} has no tokenizer.json, which a model of texts needs beside it`,
    `python -c "from transformers import AutoTokenizer as T; T.from_pretrained('${home}').save_pretrained('${home}')"`,
  )
}
