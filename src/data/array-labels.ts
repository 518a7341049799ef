/** Labels of a `.npy` array, in an array of their own. */
import { dataError } from '../errors.js'
import { UNKNOWN } from '../types.js'
import { openNpy } from './npy.js'

const FLOAT16_EXACT = 2048 // the largest integer up to which float16 holds every integer

/**
 * Class numbers, as whole numbers of any type; −1 is an unknown class.
 * @param path of an array [rows] or [rows, 1]
 * @param of the array whose rows they are, for errors
 * @throws UserError (exit 3) for another number of labels, and naming the row for what is no class number
 */
export async function readArrayLabels(path: string, rows: number, of: string): Promise<Int32Array> {
  const file = await openNpy(path)
  try {
    const { shape, type } = file
    if (shape.length === 0 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1))
      throw dataError('npy-shape', `${path} has the shape (${shape.join(', ')}); expected one label a row, (${rows},)`)
    if (shape[0] !== rows) throw dataError('label-rows', `${path} has ${shape[0]} labels; ${of} has ${rows} rows`)
    const numbers = await file.read(0, rows)
    const wrong = (row: number, why: string) => dataError('bad-row', `${path}: row ${row} is ${numbers[row]}${why}`)
    for (let row = 0; row < rows; row++) {
      const label = numbers[row]!
      if (!Number.isInteger(label) || label < UNKNOWN || label > 2 ** 31 - 1)
        throw wrong(row, '; expected a class number from 0 on, or −1 for an unknown class')
      if (type === 'f2' && label > FLOAT16_EXACT)
        throw wrong(row, ` in float16, which merges classes above ${FLOAT16_EXACT}; save labels as integers`)
    }
    return Int32Array.from(numbers)
  } finally {
    await file.close()
  }
}
