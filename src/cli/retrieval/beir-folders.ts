/** BEIR folders as `--database` and `--queries`: the corpus, the queries, and the judgments beside them. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isBeir } from '../../data/formats/beir.js'
import { dataError, usageError } from '../../errors.js'

/** What is searched, for what, and by whose judgments. */
export interface Searched {
  database: string
  queries: readonly string[]
  qrels: string | null
}

/**
 * A BEIR folder becomes its part. Without --qrels its judgments are taken: the only file, or `test.tsv`.
 * @throws UserError (exit 2) where several files or folders could be meant; (exit 3) where there are no judgments
 */
export async function ofBeirFolders({ database, queries, qrels }: Searched): Promise<Searched> {
  const folders = new Set<string>()
  const partOf = async (path: string, part: string) => {
    const folder = path.endsWith(`#${part}`) ? path.slice(0, -part.length - 1) : path
    if (!(await isBeir(folder))) return path
    folders.add(folder)
    return `${folder}#${part}`
  }
  const corpus = await partOf(database, 'corpus')
  const sets: string[] = []
  for (const path of queries) sets.push(await partOf(path, 'queries'))
  return { database: corpus, queries: sets, qrels: qrels ?? (await judgmentsOf([...folders])) }
}

async function judgmentsOf(folders: readonly string[]): Promise<string | null> {
  const [folder] = folders
  if (folder === undefined) return null
  if (folders.length > 1)
    throw usageError(
      'qrels-ambiguous',
      `${folders.join(' and ')} have judgments each`,
      `--qrels ${join(folder, 'qrels/test.tsv')}`,
    )
  const place = join(folder, 'qrels')
  const entries = await readdir(place).catch(() => [])
  const files = entries.filter((name) => /\.(tsv|txt|trec|qrels)(\.gz)?$/.test(name)).sort()
  const found = files.length === 1 ? files[0] : files.find((name) => /^test\.tsv(\.gz)?$/.test(name))
  if (found !== undefined) return join(place, found)
  if (files.length === 0) throw dataError('qrels-missing', `no qrels in ${place}`, '--qrels FILE')
  const what = `${place} has ${files.join(', ')}, and no test.tsv`
  throw usageError('qrels-ambiguous', what, `--qrels ${join(place, files[0]!)}`)
}
