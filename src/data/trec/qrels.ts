/**
 * Relevance judgments: which documents answer which query, and how well. Two formats, told apart by the first line:
 * TREC (`qid 0 docid rel`, between spaces or tabs) and BEIR (a header `query-id corpus-id score`, between tabs).
 */
import { dataError } from '../../errors.js'
import { quoted, readLines } from '../files/text-lines.js'
import { rowsById } from './row-ids.js'

export type QrelsFormat = 'trec' | 'beir'

export interface Qrels {
  path: string
  format: QrelsFormat
  judgments: ReadonlyMap<string, ReadonlyMap<string, number>> // query id → document id → gain
}

/** The first line of a BEIR file. */
export const HEADER = ['query-id', 'corpus-id', 'score']
const EXPECTED = 'expected TREC lines (QUERY 0 DOCUMENT GAIN) or a BEIR file (tabs, header query-id corpus-id score)'

/**
 * Gains may be below 0, which counts as not relevant. The same judgment twice is read once.
 * @throws UserError (exit 3) when the file cannot be read, is empty, or has a line that is no judgment or contradicts
 * an earlier one
 */
export async function readQrels(path: string): Promise<Qrels> {
  const judgments = new Map<string, Map<string, number>>()
  let isBeir: boolean | null = null
  for await (const lines of readLines(path, 'qrels')) {
    for (const { text, number } of lines) {
      if (isBeir === null) {
        isBeir = isHeader(text)
        if (isBeir) continue
      }
      const judgment = parse(text, isBeir)
      const place = `${path}, line ${number}`
      if (judgment === null) throw badLine(place, text.replace(/\r$/, ''), isBeir)
      add(judgments, judgment.query, judgment.document, toGain(judgment.gain, place), place)
    }
  }
  if (judgments.size === 0) throw dataError('qrels-empty', `${path} has no judgments; ${EXPECTED}`)
  return { path, format: isBeir === true ? 'beir' : 'trec', judgments }
}

function isHeader(line: string): boolean {
  const names = line.split('\t').map((name) => name.trim().toLowerCase())
  return names.length === HEADER.length && HEADER.every((name, i) => name === names[i])
}

/** The judgment of a line, or null where the line is of another shape. */
function parse(line: string, isBeir: boolean): { query: string; document: string; gain: string } | null {
  const fields = isBeir ? line.split('\t').map((field) => field.trim()) : line.trim().split(/\s+/)
  if (fields.length !== (isBeir ? 3 : 4)) return null
  const [query, document, gain] = (isBeir ? fields : [fields[0], fields[2], fields[3]]) as [string, string, string]
  return query === '' || document === '' ? null : { query, document, gain }
}

function badLine(place: string, line: string, isBeir: boolean): Error {
  const expected = isBeir ? 'expected a query id, a document id and a gain between tabs, as the header says' : EXPECTED
  return dataError('qrels-line', `${place} is ${quoted(line)}; ${expected}`)
}

function toGain(text: string, place: string): number {
  const gain = Number(text)
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(gain)) return gain
  throw dataError('qrels-gain', `${place} has the gain ${JSON.stringify(text)}; expected a number`)
}

function add(
  judgments: Map<string, Map<string, number>>,
  query: string,
  document: string,
  gain: number,
  place: string,
): void {
  const gains = judgments.get(query) ?? new Map<string, number>()
  const earlier = gains.get(document)
  if (earlier !== undefined && earlier !== gain) {
    throw dataError(
      'qrels-contradiction',
      `${place} gives document "${document}" the gain ${gain} for query "${query}", an earlier line ${earlier}; expected one gain`,
      'keep one of the two lines',
    )
  }
  judgments.set(query, gains.set(document, gain))
}

/**
 * Judgments by row number instead of id.
 * @returns for each query row the gains by database row; null for a query without judgments, which is left out, as
 * trec_eval does. [b]
 * @throws UserError (exit 3) when an id is judged that no row has, or when two rows of a table have one id
 */
export function resolveQrels(
  { path, judgments }: Pick<Qrels, 'path' | 'judgments'>,
  databaseIds: readonly string[],
  queryIds: readonly string[],
): (ReadonlyMap<number, number> | null)[] {
  const rows = rowsById(databaseIds, 'the database', 'judgments')
  const asked = rowsById(queryIds, 'the queries', 'judgments')
  const queries = [...judgments.keys()].filter((id) => !asked.has(id))
  const judged = new Set([...judgments.values()].flatMap((gains) => [...gains.keys()]))
  const documents = [...judged].filter((id) => !rows.has(id))
  if (queries.length > 0 || documents.length > 0)
    throw unknownIds(path, queries, judgments.size, documents, judged.size)
  return queryIds.map((id) => {
    const gains = judgments.get(id)
    return gains === undefined ? null : new Map([...gains].map(([document, gain]) => [rows.get(document)!, gain]))
  })
}

/**
 * The database row that has the id of each query: in ArguAna and Quora queries are documents, too, and BEIR drops them from
 * their own lists. Source: beir-cellar/beir, retrieval/evaluation.py, `ignore_identical_ids=True`
 * @returns null in place of a row number: none has it. [b]
 */
export function identicalRows(databaseIds: readonly string[], queryIds: readonly string[]): (number | null)[] {
  const wanted = new Set(queryIds)
  const rows = new Map<string, number>()
  for (const [row, id] of databaseIds.entries()) if (wanted.has(id)) rows.set(id, row)
  return queryIds.map((id) => rows.get(id) ?? null)
}

function unknownIds(
  path: string,
  queries: readonly string[],
  ofQueries: number,
  documents: readonly string[],
  ofDocuments: number,
): Error {
  const say = (ids: readonly string[], of: number, noun: string, table: string) =>
    ids.length === 0 ? [] : [`${ids.length} of its ${of} ${noun} ids are not in the ${table} (${examples(ids)})`]
  const found = [...say(queries, ofQueries, 'query', 'queries'), ...say(documents, ofDocuments, 'document', 'database')]
  return dataError(
    'qrels-unknown-ids',
    `${path}: ${found.join(', and ')}; expected ids of rows`,
    'say which column holds the ids: --column id=NAME',
  )
}

function examples(ids: readonly string[]): string {
  const first = ids.slice(0, 3).map((id) => `"${id}"`)
  return [...first, ...(ids.length > first.length ? ['…'] : [])].join(', ')
}
