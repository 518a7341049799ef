/** Pairs of sentences with a score of how alike people find the two. */
import type { Schema } from 'apache-arrow'
import { dataError } from '../errors.js'
import type { Dataset } from '../types.js'
import { columnList } from './column-list.js'
import { findColumn, type ToldColumns } from './columns/columns.js'
import { numbersOf } from './columns/numbers.js'
import { atRow, columnData } from './columns/place.js'
import { datasetOf, stem } from './dataset.js'
import { openRows } from './formats/index.js'

type PairRole = 'sentence1' | 'sentence2' | 'score'

export interface Pairs {
  path: string
  name: string // file stem
  rows: number // n
  columns: Readonly<Record<PairRole, string>>
  first: Dataset // texts of the rows' first sentences
  second: Dataset
  /** @returns float64 [n] @throws UserError for a null or a number that is not finite, naming the row */
  scores(): Promise<Float64Array>
}

/** @throws UserError (exit 3) when the file cannot be read, has no rows, or lacks one of the three columns */
export async function openPairs(path: string, told: ToldColumns = {}): Promise<Pairs> {
  const file = await openRows(path)
  try {
    if (file.rows === 0) throw dataError('no-rows', `${path} has no rows`)
    const column = (role: PairRole) => pairColumn(file.schema, role, told, path)
    const columns = { sentence1: column('sentence1'), sentence2: column('sentence2'), score: column('score') }
    const id = findColumn(file.schema, 'id', told, path)?.name ?? null
    const texts = (input: string) => datasetOf(file, { kind: 'texts', input, title: null, label: null, id })
    return {
      path,
      name: stem(path),
      rows: file.rows,
      columns,
      first: await texts(columns.sentence1),
      second: await texts(columns.sentence2),
      scores: () => readScores(path, columns.score),
    }
  } finally {
    await file.close()
  }
}

function pairColumn(schema: Schema, role: PairRole, told: ToldColumns, path: string): string {
  const field = findColumn(schema, role, told, path)
  if (field !== null) return field.name
  throw dataError(
    'no-pairs',
    `${path} has no ${role} column; it has ${columnList(schema)}; expected two columns of sentences and one of scores`,
    `say which: --column ${role}=NAME`,
  )
}

async function readScores(path: string, column: string): Promise<Float64Array> {
  const file = await openRows(path)
  try {
    const scores = new Float64Array(file.rows)
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!) {
      const place = { path, column, firstRow }
      const data = columnData(await file.read(i, [column]), place)
      if (data === null) continue
      const numbers = numbersOf(data)
      for (let row = 0; row < data.length; row++) {
        if (!data.getValid(row)) throw atRow(place, row, 'is null; expected a score')
        if (!Number.isFinite(numbers[row])) throw atRow(place, row, `is ${numbers[row]}; expected a finite score`)
        scores[firstRow + row] = numbers[row]!
      }
    }
    return scores
  } finally {
    await file.close()
  }
}
