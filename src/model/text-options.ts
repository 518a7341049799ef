/** How texts are read by a model, as far as the user says. */

/** Which side of a search rows are on; models may put other words before a query than before a document. */
export type Side = 'query' | 'document'

/** What is not said comes from the model's own config files. */
export interface ToldTexts {
  queryPrompt?: string // put before every query
  documentPrompt?: string // put before every document
}
