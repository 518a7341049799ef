/** Whether the images that a dataset names by path are still what they were. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ToldColumns } from '../columns/columns.js'
import { sha256 } from '../files/fingerprint.js'
import { openRows } from '../formats/index.js'
import { imageFolder, imagePaths } from './images.js'
import { inputColumns, type Takes } from './input-columns.js'

const AT_ONCE = 64

/**
 * SHA-256 over path, size and time of change of every image file that lies beside the data; null where none does. What a
 * data file says is in its own digest.
 * @param digest of the data file, under which it is remembered that it has all images inside
 * @param memory folder for that; null: none
 */
export async function imagesDigest(
  given: string,
  told: ToldColumns,
  takes: Takes | null,
  digest: string,
  memory: string | null,
): Promise<string | null> {
  const file = await openRows(given)
  try {
    const input = inputColumns(file.schema, told, given, takes)
    if (input?.kind !== 'images') return null
    const column = input.input
    const place = memory === null ? null : join(memory, `${sha256(`${digest}\n${column}`)}.inside`)
    if (place !== null && (await readFile(place).catch(() => null)) !== null) return null
    const folder = await imageFolder(given)
    const hash = createHash('sha256')
    let outside = 0
    for (let i = 0, firstRow = 0; i < file.batchRows.length; firstRow += file.batchRows[i++]!) {
      const paths = imagePaths(await file.read(i, [column]), { path: given, column, firstRow }, folder)
      const files = paths.filter((path) => path !== null)
      for (let at = 0; at < files.length; at += AT_ONCE)
        for (const line of await Promise.all(files.slice(at, at + AT_ONCE).map(identity))) hash.update(line)
      outside += files.length
    }
    if (outside > 0) return hash.digest('hex')
    if (place !== null) await remember(place, memory!)
    return null
  } finally {
    await file.close()
  }
}

/** A file that is not there is told by reading it. */
async function identity(path: string): Promise<string> {
  const facts = await stat(path, { bigint: true }).catch(() => null)
  return `${path}\n${facts?.size} ${facts?.mtimeNs} ${facts?.ino}\n`
}

/** What cannot be remembered is looked for again next time. */
async function remember(place: string, memory: string): Promise<void> {
  await mkdir(memory, { recursive: true })
    .then(() => writeFile(place, ''))
    .catch(() => {})
}
