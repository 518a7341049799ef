/** At which dims exhibits are made. */
import { usageError } from '../../errors.js'
import { type AskedDims, chooseDims } from '../../evaluate/dims.js'
import type { Dims } from '../../types.js'

const MIDDLE = 64 // where a model has it

/**
 * Those that were asked for, of a model of one dim none; else the least, one between, and the largest.
 * @throws UserError (exit 2) for a dim above the width
 */
export function exhibitDims(asked: AskedDims, declared: Dims | null, width: number, name: string): Dims {
  const own = chooseDims('all', declared, width, name).map(({ dim }) => dim)
  if (own.length < 2) return []
  const above = asked === 'all' ? undefined : asked.find((dim) => dim > width)
  if (above !== undefined) {
    const what = `--exhibit-dims has ${above}; the embeddings of ${name} have ${width} dimensions`
    throw usageError('dims-above', what, `ask for dims from 1 to ${width}`)
  }
  if (asked !== 'all') return asked
  const between = own.slice(1, -1)
  const middle = between.includes(MIDDLE) ? MIDDLE : between[Math.floor(between.length / 2)]
  return [own[0]!, ...(middle === undefined ? [] : [middle]), own.at(-1)!]
}
