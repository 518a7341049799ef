/** How a model reads texts, in words for people; it stands in the provenance of what was embedded. */
import type { Layer } from './layers.js'
import type { Pooler } from './modules.js'

/** What became of the config files and of what was told. */
export interface Reading {
  prompt: string // '' : none
  limit: number | null // tokens a text is cut to
  left: boolean // padding
  embedding: string | null // output name
  pooler: Pooler | null // null: the graph pools
  skipped: number // tokens of the prompt that are not pooled
  layers: readonly Layer[]
}

export function described({ prompt, limit, left, embedding, pooler, skipped, layers }: Reading): string {
  const pooling =
    pooler === null ? 'as the graph pools it' : `${pooler.modes.join(' and ')} of its tokens (${pooler.from})`
  return [
    prompt === '' ? 'no prompt' : `prompt ${JSON.stringify(prompt)}`,
    limit === null ? 'texts not cut' : `at most ${limit} tokens`,
    `padded on the ${left ? 'left' : 'right'}`,
    ...(embedding === null ? [] : [`${embedding}: ${pooling}`]),
    ...(skipped === 0 ? [] : [`without the ${skipped} tokens of the prompt`]),
    ...layers.map(({ name }) => name),
  ].join('; ')
}
