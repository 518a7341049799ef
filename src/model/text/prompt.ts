/**
 * The words that a model wants before a text. For a side of a search they are chosen as sentence-transformers documents
 * `encode_query` (prompt "query") and `encode_document` (the first there is of "document", "passage", "corpus"): a side
 * without one gets none, not the default. Without a side it is the default prompt, as `encode` has it.
 * Source: UKPLab/sentence-transformers, sentence_transformer/model.py. Release 6.2 adds an empty "document" to every model
 * and so never comes to "passage"; an empty prompt counts as none here.
 */
import { dataError } from '../../errors.js'
import { isObject, textIn, unexpected } from '../json-file.js'
import type { Side, ToldTexts } from '../text-options.js'
import { readTextFolder, type TextFolder } from './folder.js'

const NAMES: Readonly<Record<Side, readonly string[]>> = {
  query: ['query'],
  document: ['document', 'passage', 'corpus'],
}

/**
 * The prompt of the model in a folder, which need not be one of texts.
 * @returns '' for no prompt. @throws UserError (exit 3) as `promptFor`, and for a config file that cannot be read
 */
export async function folderPrompt(folder: string, told: ToldTexts, side: Side | null): Promise<string> {
  return promptFor(await readTextFolder(folder), told, side)
}

/** @returns '' for no prompt. @throws UserError (exit 3) when a default prompt is named that is not there */
export function promptFor({ sentence }: TextFolder, told: ToldTexts, side: Side | null): string {
  const ofSide = side === null ? undefined : told[side === 'query' ? 'queryPrompt' : 'documentPrompt']
  const chosen = ofSide ?? told.prompt
  if (chosen !== undefined) return chosen
  const prompts = sentence.values.prompts ?? {}
  if (!isObject(prompts)) throw unexpected(sentence, 'prompts', 'texts by name')
  const usual = textIn(sentence, 'default_prompt_name')
  if (side === null && usual !== null && !(usual in prompts)) {
    const names = Object.keys(prompts).join(', ') || 'none'
    throw dataError(
      'prompt-missing',
      `${sentence.path} names "${usual}" as the default prompt; its prompts are ${names}`,
      'say it: --prompt TEXT',
    )
  }
  const names = side === null ? [usual ?? ''] : NAMES[side]
  const texts = { path: `${sentence.path}, prompts`, values: prompts }
  return names.map((name) => textIn(texts, name)).find((text) => text !== null && text !== '') ?? ''
}
