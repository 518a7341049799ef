/** Texts → tokens, by the model's own tokenizer.json. */
import { join } from 'node:path'
import type { Tokenizer } from 'tokenizers'
import { dataError, messageOf, usageError } from '../../errors.js'
import { integerIn, isObject, type JsonFile, readJson, textIn } from '../json-file.js'
import type { TextFolder } from './folder.js'
import { adjusted, type SavedSettings, savedSettings } from './tokenizer-json.js'

/** One text: its tokens with the special ones, without padding. */
export interface Tokens {
  ids: Int32Array // [T]
  types: Int32Array // [T], which of two texts a token is of
}

/** What rows shorter than the longest of their run are filled up with, and on which side. */
export interface Padding {
  left: boolean
  id: number
  type: number
}

export interface TextTokenizer {
  padding: Padding
  /** @throws UserError (exit 3) naming the text whose tokens are not in the model's vocabulary */
  encode(texts: readonly string[], nameOf: (text: number) => string): Promise<Tokens[]>
  /** Tokens that a prompt puts before a text, special ones at the start included. */
  promptTokens(prompt: string): Promise<number>
}

/**
 * @param limit tokens a text is cut to; null: none
 * @throws UserError (exit 3) when there is no tokenizer.json, or it cannot be used
 */
export async function openTokenizer(folder: TextFolder, limit: number | null): Promise<TextTokenizer> {
  const file = await readJson(join(folder.home, 'tokenizer.json'))
  const tokenizer = await load(adjusted(file, folder), file.path)
  const saved = savedSettings(file)
  const side = textIn(folder.tokenizer, 'truncation_side')
  if (limit !== null) await cutTo(limit, tokenizer, side === null ? saved.cutsLeft : side === 'left', file.path)
  const vocabulary = integerIn(folder.config, 'vocab_size', 1)
  return {
    padding: paddingOf(folder, tokenizer, saved),
    encode: async (texts, nameOf) => {
      const encodings = await tokenizer.encodeBatch([...texts]).catch((error: unknown) => {
        throw dataError('tokenizer', `${file.path} cannot read ${nameOf(0)} and those after it: ${messageOf(error)}`)
      })
      return encodings.map((encoding, text) => {
        const ids = encoding.getIds()
        requireKnown(ids, vocabulary, nameOf(text), folder.config.path)
        return { ids: Int32Array.from(ids), types: Int32Array.from(encoding.getTypeIds()) }
      })
    },
    promptTokens: async (prompt) => {
      const encoding = await tokenizer.encode(prompt)
      return encoding.getLength() - (encoding.getSpecialTokensMask().at(-1) ?? 0)
    },
  }
}

/** A token that is none must not pass for another one. @param vocabulary tokens that the model has; null: not known */
function requireKnown(ids: readonly number[], vocabulary: number | null, name: string, config: string): void {
  const bad = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= (vocabulary ?? 2 ** 31))
  if (bad === -1) return
  const expected = vocabulary === null ? 'a whole number' : `one of the ${vocabulary} of ${config}`
  throw dataError(
    'token-unknown',
    `${name}: token ${bad} has the number ${ids[bad]}; expected ${expected}`,
    'take the tokenizer.json that belongs to the model',
  )
}

async function load(json: string, path: string): Promise<Tokenizer> {
  const { Tokenizer } = await import('tokenizers').catch((error: unknown) => {
    throw dataError(
      'tokenizers-missing',
      `the package tokenizers does not load here: ${messageOf(error)}`,
      'reinstall mrl-eval: npm install -g mrl-eval',
    )
  })
  try {
    return Tokenizer.fromString(json)
  } catch (error) {
    throw dataError('tokenizer', `${path} holds no tokenizer that can be read: ${messageOf(error)}`)
  }
}

/** Cuts texts from here on. What a text of no words has are special tokens, which stay. */
async function cutTo(limit: number, tokenizer: Tokenizer, left: boolean, path: string): Promise<void> {
  const special = (await tokenizer.encode('')).getLength()
  if (limit <= special)
    throw usageError(
      'max-length',
      `texts are to be cut to ${limit} tokens, and ${path} puts ${special} special ones around each`,
      `--max-length ${special + 1} or more`,
    )
  tokenizer.setTruncation(limit, { direction: left ? 'left' : 'right' })
}

function paddingOf(folder: TextFolder, tokenizer: Tokenizer, saved: SavedSettings): Padding {
  const side = textIn(folder.tokenizer, 'padding_side')
  const token = tokenText(folder.tokenizer) ?? tokenText(folder.specialTokens)
  const told = token === null ? null : tokenizer.tokenToId(token)
  return {
    left: side === null ? saved.padsLeft : side === 'left',
    id: told ?? saved.padId ?? integerIn(folder.config, 'pad_token_id') ?? 0, // masked, so that any id would do
    type: integerIn(folder.tokenizer, 'pad_token_type_id') ?? saved.padType,
  }
}

/** A special token is written as its text or as an object around it. */
function tokenText({ values }: JsonFile): string | null {
  const token = isObject(values.pad_token) ? values.pad_token.content : values.pad_token
  return typeof token === 'string' ? token : null
}
