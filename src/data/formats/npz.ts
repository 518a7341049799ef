/** `.npz` archives of NumPy: arrays of one length are the columns of a table; `FILE.npz#NAME` is one of them. */
import { chooseMembers, type Member, memberColumns } from '../arrays/array-members.js'
import { arrayRows } from '../arrays/array-rows.js'
import { type NpyFile, npyColumn, readNpy } from '../arrays/npy.js'
import { beginsWith, endsWith } from '../files/source.js'
import { openZip, type Zip } from '../files/zip.js'
import type { Format } from './format.js'

const ZIP = 'PK\x03\x04'
const ENDING = '.npy'

export const npz: Format = {
  id: 'npz',
  name: 'NumPy arrays (.npz)',
  matches: (source) => {
    const isArchive = beginsWith(source, ZIP) && Buffer.from(source.head).includes(ENDING)
    return source.kind === 'file' && (endsWith(source, '.npz') || isArchive)
  },
  async open({ path, part }) {
    const zip = await openZip(path)
    try {
      const arrays = await openArrays(zip)
      const fortran = arrays.some(({ file }) => file.fortran)
      const table = chooseMembers(path, part, arrays.map(memberOf))
      const columns = await memberColumns(path, table)
      return arrayRows({
        path,
        rows: table.rows,
        columns,
        close: zip.close,
        fortran,
      })
    } catch (error) {
      await zip.close()
      throw error
    }
  },
}

/** An array of the archive. */
interface NamedArray {
  name: string
  file: NpyFile
}

async function openArrays({ members }: Zip): Promise<NamedArray[]> {
  const arrays: NamedArray[] = []
  for (const { name, bytes } of members)
    if (name.endsWith(ENDING)) arrays.push({ name: name.slice(0, -ENDING.length), file: await readNpy(bytes) })
  return arrays
}

function memberOf({ name, file }: NamedArray): Member {
  return { name, shape: file.shape, column: (column) => npyColumn(file, column) }
}
