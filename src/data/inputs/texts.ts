/** Text columns → texts, one a row. */
import type { RecordBatch, Vector } from 'apache-arrow'
import { atRow, type Place } from '../columns/place.js'

/**
 * The texts of the rows `from` to before `to`. A title stands before its text, with a space between, and the two are
 * stripped together, as BEIR joins them; a null title is an empty one. Without title, texts are as they are.
 * @throws UserError for a null text, naming the row
 */
export function readTexts(batch: RecordBatch, place: Place, title: string | null, from: number, to: number): string[] {
  const column = batch.getChild(place.column)!
  const titles = title === null ? null : (batch.getChild(title) as Vector)
  return Array.from({ length: to - from }, (_, i) => {
    const text = column.get(from + i) as string | null
    if (text === null) throw atRow(place, from + i, 'is null; expected a text')
    return titles === null ? text : `${(titles.get(from + i) as string | null) ?? ''} ${text}`.trim()
  })
}
