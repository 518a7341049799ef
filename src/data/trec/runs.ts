/**
 * TREC runs: ranked lists of documents, a line `QUERY Q0 DOCUMENT RANK SCORE TAG` each.
 * Order: by score, as trec_eval reads it, in float32; equal scores by document id from the last down, in bytes; ranks are not
 * read. Source: trec_eval 9 (get_trec_results.c, form_res_rels.c).
 */
import { dataError } from '../../errors.js'
import { quoted, readLines } from '../files/text-lines.js'

export interface Run {
  path: string
  tag: string // of the first line
  lists: ReadonlyMap<string, readonly string[]> // query id → document ids, best first
}

const EXPECTED = 'expected TREC lines: QUERY Q0 DOCUMENT RANK SCORE TAG'

/**
 * Reads a run, also a gzipped one.
 * @throws UserError (exit 3) when it cannot be read, is empty, or has a line that is none of a run, or a document twice
 */
export async function readRun(path: string): Promise<Run> {
  const scores = new Map<string, Map<string, number>>()
  let tag: string | null = null
  for await (const lines of readLines(path, 'run')) {
    for (const { text, number } of lines) {
      const place = `${path}, line ${number}`
      const fields = text.trim().split(/\s+/)
      if (fields.length !== 6) throw dataError('run-line', `${place} is ${quoted(text.trim())}; ${EXPECTED}`)
      const [query, , document, , score, own] = fields as [string, string, string, string, string, string]
      const found = scores.get(query) ?? new Map<string, number>()
      if (found.has(document)) {
        const what = `${place} ranks document "${document}" for query "${query}", as an earlier line does`
        throw dataError('run-twice', `${what}; expected every document once`, 'keep one of the two lines')
      }
      scores.set(query, found.set(document, toScore(score, place)))
      tag ??= own
    }
  }
  if (tag === null) throw dataError('run-empty', `${path} has no lines; ${EXPECTED}`)
  return { path, tag, lists: new Map([...scores].map(([query, own]) => [query, inOrder(own)])) }
}

function toScore(text: string, place: string): number {
  const score = Math.fround(Number(text))
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(score)) return score
  throw dataError('run-score', `${place} has the score ${JSON.stringify(text)}; expected a number`)
}

function inOrder(scores: ReadonlyMap<string, number>): string[] {
  return [...scores]
    .toSorted(([a, one], [b, other]) => other - one || Buffer.compare(Buffer.from(b), Buffer.from(a)))
    .map(([document]) => document)
}

/**
 * Lines of a run, best first.
 * @param documents best first
 * @param scores of the documents, strictly falling in float32
 */
export function runLines(query: string, documents: readonly string[], scores: ArrayLike<number>, tag: string): string {
  return documents.map((document, i) => `${query} Q0 ${document} ${i + 1} ${scores[i]} ${tag}\n`).join('')
}
