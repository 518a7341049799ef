/** Numbers, and lists of them, as they are written into cells of text. */
import { dataError } from '../../errors.js'

const INTEGER = /^-?(0|[1-9]\d*)$/
const NUMBER = /^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i // 007 is none
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
}

/** True for integers that float64 holds, in the way they are usually written. */
export function isInteger(text: string): boolean {
  return INTEGER.test(text) && Number.isSafeInteger(Number(text))
}

/** Also true for NaN and the infinities; false for ids of so many digits that float64 would round them. */
export function isNumber(text: string): boolean {
  if (!NUMBER.test(text)) return special(text) !== null
  return text.length < 16 || !/^[+-]?\d{16,}$/.test(text) || Number.isSafeInteger(Number(text))
}

export function toNumber(text: string): number {
  const number = Number(text)
  return Number.isNaN(number) ? (special(text) ?? number) : number
}

/** NaN and the infinities, as Python and C write them. */
function special(text: string): number | null {
  const word = text.replace(/^[+-]/, '').toLowerCase()
  if (!Object.hasOwn(SPECIAL, word)) return null
  return text.startsWith('-') ? -SPECIAL[word]! : SPECIAL[word]!
}

/**
 * The numbers of a list: JSON's and Python's `[0.1, 0.2]`, NumPy's `[0.1 0.2]`, NumPy 2's `[np.float32(0.1), …]`. null: no list.
 * @param place for errors
 * @throws UserError (exit 3) for a list that NumPy has shortened
 */
export function listOfText(text: string, place: string): number[] | null {
  if (!text.startsWith('[') || !text.endsWith(']')) return null
  const inside = text
    .slice(1, -1)
    .replaceAll(/\bnp\.\w+\(([^()]*)\)/g, '$1')
    .trim()
  if (inside === '') return []
  const items = inside.includes(',') ? inside.split(',').map((item) => item.trim()) : inside.split(/\s+/)
  if (items.length > 2 && items.includes('...')) {
    const what = `${place} has a list that NumPy shortened when it was written ("...")`
    throw dataError('list-shortened', what, 'write lists with .tolist(), or the vectors to a .npy file')
  }
  const numbers = items.map((item) => (NUMBER.test(item) || special(item) !== null ? toNumber(item) : null))
  return numbers.includes(null) ? null : (numbers as number[])
}
