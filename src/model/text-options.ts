/** How texts are read by a model, as far as the user says. */

/** Which side of a search rows are on; models may put other words before a query than before a document. */
export type Side = 'query' | 'document'

/** How the vectors of tokens become one: names as sentence-transformers has them in a Pooling module's config. */
export const POOLINGS = ['mean', 'cls', 'max', 'lasttoken', 'mean_sqrt_len_tokens', 'weightedmean'] as const
export type PoolingMode = (typeof POOLINGS)[number]

/** What is not said comes from the model's own config files. */
export interface ToldTexts {
  queryPrompt?: string // put before every query
  documentPrompt?: string // put before every document
  prompt?: string // put before every text whose side has no prompt told
  maxLength?: number // tokens a text is cut to, special ones included
  pooling?: PoolingMode
  layerNorm?: true // of the whole vector, without weights, before it is cut or normalized
}
