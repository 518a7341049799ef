/** A model's rows → its sheet of nearest neighbors: searched, chosen, and looked up in the files. */
import type { ToldColumns } from '../../data/columns/columns.js'
import { readShownRows, type ShownRow } from '../../data/inputs/shown-rows.js'
import type { DrawnRows } from '../../evaluate/drawn-rows.js'
import { type ChosenQuery, chooseQueries, type Found, foundBy, isRelevant } from '../../evaluate/sheets.js'
import type { NeighborSheet, SheetItem } from '../../exhibits.js'
import type { SessionOptions } from '../../onnx/session.js'
import { type Dims, type Distance, type EmbeddingTable, type Progress, UNKNOWN, type Vectors } from '../../types.js'
import type { SidePaths } from './measured.js'
import { thumbnails } from './thumbnails.js'

const QUERIES = 8
const HITS = 5
const WORDS = 160 // characters of a text

/** What is searched, and how. */
export interface SheetRequest {
  model: string
  dims: Dims // two or more
  database: EmbeddingTable
  drawn: DrawnRows // of the queries
  of: number // rows they were drawn of
  classes: readonly string[] | null // names of the classes of both sides
  oneFile: boolean // the queries are rows of the database
  distance: Distance
  paths: SidePaths
  columns: ToldColumns
  room: number // characters of all pictures
  session: SessionOptions
  progress: Progress
  signal: AbortSignal
}

/** @throws UserError (exit 3) when a row that is to be shown cannot be read */
export async function makeSheet(request: SheetRequest): Promise<NeighborSheet> {
  const { model, dims, database, drawn, of, oneFile, distance, session, progress, signal } = request
  const { nestedSearch } = await import('../../search/nested.js')
  const labels = new Int32Array(database.rows).fill(UNKNOWN)
  progress.start(`exhibits of ${model}`, database.rows, 'rows')
  const found = await nestedSearch({
    database: rowsOf(database, labels),
    rows: database.rows,
    queries: drawn.vectors,
    dims,
    distance,
    k: HITS + (oneFile ? 1 : 0),
    session,
    progress,
    signal,
  }).finally(() => progress.stop())
  const sides = { database: labels, queries: drawn.labels, selves: oneFile ? drawn.numbers : null }
  const chosen = chooseQueries(found, sides, QUERIES)
  const lists = chosen.map(({ query }) => dims.map((_, s) => foundBy(found, s, query, HITS, sides.selves)))
  const items = await readItems(request, chosen, lists, labels)
  const queries = chosen.map(({ query, outcome }, i) => {
    const hit = ({ row, score }: Found) => ({
      item: items.database.get(row)!,
      score: distance === 'l2' ? -score : score,
      relevant: isRelevant(drawn.labels[query]!, labels[row]!),
    })
    const own = dims.map((dim, s) => ({ dim, hits: lists[i]![s]!.map(hit) }))
    return { item: items.queries.get(drawn.numbers[query]!)!, outcome, lists: own }
  })
  return { model, dims, searched: drawn.vectors.rows, of, queries }
}

/** @param labels written to as the rows go by */
async function* rowsOf(table: EmbeddingTable, labels: Int32Array): AsyncGenerator<Vectors> {
  for await (const batch of table.batches()) {
    if (batch.vectors === null) continue
    labels.set(batch.labels, batch.start)
    yield { rows: batch.rows, width: table.width, values: batch.vectors }
  }
}

/** By row number, for each side. */
async function readItems(
  { paths, columns, classes: names, drawn, room }: SheetRequest,
  chosen: readonly ChosenQuery[],
  lists: readonly (readonly Found[][])[],
  labels: Int32Array,
): Promise<Record<keyof SidePaths, Map<number, SheetItem>>> {
  const hits = lists.flat(2).map(({ row }) => row)
  const asked = chosen.map(({ query }) => drawn.numbers[query]!)
  const there = await readShownRows(paths.database, columns, hits)
  const here = await readShownRows(paths.queries, columns, asked)
  const classes = new Map(Array.from(drawn.numbers, (row, i) => [row, drawn.labels[i]!]))
  const counts = new Map<ShownRow, number>([...here.values()].map((row) => [row, 1]))
  for (const row of hits) counts.set(there.get(row)!, (counts.get(there.get(row)!) ?? 0) + 1)
  const pictured = [...counts].flatMap(([row, uses]) => (row.image === null ? [] : [{ row, image: row.image, uses }]))
  const made = await thumbnails(
    pictured.map(({ image }) => image),
    pictured.map(({ uses }) => uses),
    room,
  )
  const pictures = new Map(pictured.map(({ row }, i) => [row, made[i]!]))
  const item = (row: ShownRow, label: number): SheetItem => ({
    id: row.id,
    label: label === UNKNOWN ? null : (names?.[label] ?? String(label)),
    image: pictures.get(row) ?? null,
    text: row.text === null ? null : cut(row.text),
  })
  return {
    database: new Map([...there].map(([number, row]) => [number, item(row, labels[number]!)])),
    queries: new Map([...here].map(([number, row]) => [number, item(row, classes.get(number)!)])),
  }
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const letters = Array.from(line)
  return letters.length <= WORDS
    ? line
    : `${letters
        .slice(0, WORDS - 1)
        .join('')
        .trimEnd()}…`
}
