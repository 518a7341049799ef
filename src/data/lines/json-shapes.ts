/** JSON that is one value and not lines of rows, told by how it begins, with what to do about it. */
import { dataError } from '../../errors.js'

/** One list: of objects, of lists, or over several lines. A line of numbers is an embedding. */
const LIST = /^\s*\[\s*([[{\r\n]|$)/

/** One object over several lines. */
const SPREAD = /^\s*\{[ \t]*[\r\n]/

/** Keys of `to_json` of pandas with `orient="split"` and `orient="table"`. */
const PARTS = ['columns index data', 'schema data']

/** @param text of the file, from its beginning, as much as there is. @throws UserError (exit 3) for JSON in one piece */
export function requireLines(text: string, path: string): void {
  const start = text.replace(/^\uFEFF/, '')
  if (LIST.test(start)) {
    const what = `${path} is one JSON array; expected JSON lines, with an object a line`
    throw dataError('json-array', what, `jq -c '.[]' ${path} > FILE.jsonl`)
  }
  if (!SPREAD.test(start)) return
  const what = `${path} is one JSON object over several lines; expected JSON lines, with an object a line`
  throw dataError('json-object', what, AS_LINES, `or, where objects follow each other: jq -c . ${path} > FILE.jsonl`)
}

/**
 * The only row of a file is none when its values are objects of the same keys, as pandas writes columns (or rows) by itself,
 * or lists of one length. Of a single object the keys must count rows: others are of images and the like.
 * @throws UserError (exit 3) for columns in one object
 */
export function requireRow(entries: readonly (readonly [string, unknown])[], path: string): void {
  const values = entries.map(([, value]) => value)
  const keys = values.map((value) => (isObject(value) ? Object.keys(value).join('\n') : null))
  const lengths = values.map((value) => (Array.isArray(value) ? value.length : null))
  const isCounted = keys.length > 1 || /^0(\n|$)/.test(keys[0] ?? '')
  const areObjects = isCounted && keys.every((own) => own !== null && own !== '' && own === keys[0])
  const areLists = lengths.length > 1 && lengths.every((own) => own !== null && own > 1 && own === lengths[0])
  const areParts = PARTS.includes(entries.map(([key]) => key).join(' '))
  if (areObjects || areLists || areParts) throw ofColumns(path)
}

const AS_LINES = 'in pandas: frame.to_json("FILE.jsonl", orient="records", lines=True)'

function ofColumns(path: string): Error {
  const what = `${path} is one JSON object that holds a whole table; expected JSON lines, with an object a line for each row`
  return dataError('json-columns', what, AS_LINES)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
