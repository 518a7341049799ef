/** `.npz` archives of NumPy: arrays of one length are the columns of a table; `FILE.npz#NAME` is one of them. */
import { chooseMembers, type Member, memberColumns } from '../arrays/array-members.js'
import { arrayRows } from '../arrays/array-rows.js'
import { type NpyFile, npyColumn, readNpy } from '../arrays/npy.js'
import { beginsWith, endsWith } from '../files/source.js'
import { openZip, type Zip } from '../files/zip.js'
import type { Format } from './format.js'

const ZIP = 'PK\x03\x04'
const FORTRAN_BATCH = 2 ** 25 // bytes, as of .npy

export const npz: Format = {
  id: 'npz',
  name: 'NumPy arrays (.npz)',
  matches: (source) => {
    const isArchive = beginsWith(source, ZIP) && Buffer.from(source.head).includes('.npy')
    return source.kind === 'file' && (endsWith(source, '.npz') || isArchive)
  },
  async open({ path, part }) {
    const zip = await openZip(path)
    try {
      const arrays = await openArrays(zip)
      const isFortran = arrays.some(({ fortran }) => fortran)
      const table = chooseMembers(path, part, arrays.map(memberOf))
      const columns = await memberColumns(table)
      return arrayRows({
        path,
        rows: table.rows,
        columns,
        close: zip.close,
        ...(isFortran ? { batchBytes: FORTRAN_BATCH } : {}),
      })
    } catch (error) {
      await zip.close()
      throw error
    }
  },
}

async function openArrays({ members }: Zip): Promise<NpyFile[]> {
  const arrays: NpyFile[] = []
  for (const { name, bytes } of members) if (name.endsWith('.npy')) arrays.push(await readNpy(bytes))
  return arrays
}

function memberOf(file: NpyFile): Member {
  const name = file.path.slice(file.path.lastIndexOf('#') + 1)
  return { name, shape: file.shape, column: (column) => npyColumn(file, column) }
}
