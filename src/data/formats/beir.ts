/**
 * Folders of the BEIR benchmark: `corpus.jsonl` (_id, title, text), `queries.jsonl` (_id, text) and `qrels/SPLIT.tsv`.
 * Source: https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type RecordBatch, Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import { noSuchPart, type Source } from '../files/source.js'
import type { RowFile } from '../row-file.js'
import type { Format } from './format.js'

const BEIR_PARTS = ['corpus', 'queries'] as const

/** What a row has; other keys (`metadata`) are left out. */
const COLUMNS: readonly string[] = ['_id', 'title', 'text']

export const beir: Format = {
  id: 'beir',
  name: 'BEIR folder (corpus.jsonl, queries.jsonl, qrels)',
  matches: async (source) => source.kind === 'folder' && (await isBeir(source.path)),
  async open(source, open) {
    return ofColumns(await open(await partFile(source)), COLUMNS)
  },
  files: async (source) => [await partFile(source)],
}

/** True for a folder with a corpus and queries. */
export async function isBeir(folder: string): Promise<boolean> {
  const found = await Promise.all(BEIR_PARTS.map((part) => fileOf(folder, part)))
  return found.every((file) => file !== null)
}

async function fileOf(folder: string, part: string): Promise<string | null> {
  for (const ending of ['.jsonl', '.jsonl.gz']) {
    const file = join(folder, `${part}${ending}`)
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file
  }
  return null
}

/** @throws UserError (exit 2) for a part that is not there, or where none is named */
async function partFile(source: Source): Promise<string> {
  const part = BEIR_PARTS.find((name) => name === source.part)
  const file = part === undefined ? null : await fileOf(source.path, part)
  if (file === null) throw noSuchPart(source, BEIR_PARTS)
  return file
}

/** The columns of these names, as far as they are there. */
function ofColumns(file: RowFile, names: readonly string[]): RowFile {
  const fields = file.schema.fields.filter(({ name }) => names.includes(name))
  for (const name of ['_id', 'text']) {
    if (!fields.some((field) => field.name === name))
      throw dataError('column-missing', `${file.path} has no "${name}"; expected BEIR's ${names.join(', ')}`)
  }
  return {
    ...file,
    schema: new Schema(fields, file.schema.metadata),
    async read(i, wanted): Promise<RecordBatch> {
      const own = fields.map(({ name }) => name).filter((name) => wanted?.includes(name) ?? true)
      return (await file.read(i, own)).select(own)
    },
  }
}
