/** Files and folders → the reports in them. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dataError } from '../../errors.js'
import { type Named, named } from '../../report/titles.js'
import type { Report } from '../../types.js'
import type { Fault } from './document-shape.js'
import { readDocument } from './json-document.js'
import { readReport } from './report-shape.js'

export interface ReportFile {
  path: string
  sha256: string
  reports: readonly Report[] // one, or several that were written together
}

export interface ReportFiles {
  files: readonly ReportFile[]
  others: readonly { path: string; fault: string }[] // JSON files of folders that hold no report, and what they are
}

/**
 * @param paths of reports, or of folders: then of all their .json files that are reports, by name; a file is read once
 * @throws UserError (exit 3) for what is no report, saying what it is, and for a folder without any
 */
export async function readReports(paths: readonly string[]): Promise<ReportFiles> {
  const files: ReportFile[] = []
  const others: ReportFiles['others'][number][] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const inside = await jsonFiles(path)
    const before = files.length
    for (const file of inside ?? [path]) {
      const place = await realpath(file).catch(() => file)
      if (seen.has(place)) continue
      const read = await readOne(file)
      if (!('fault' in read)) files.push(read)
      else if (inside !== null && !read.isNewer) others.push({ path: file, fault: read.fault })
      else throw notReport(file, read)
      seen.add(place)
    }
    const isNew =
      files.length > before || inside === null || inside.some((file) => files.some((own) => own.path === file))
    if (!isNew) throw noReports(path, inside.length)
  }
  return { files, others }
}

/** Reports as they are called: after their files, with as many folders as tell these apart, and of several in one by their commands. */
export function namedReports(files: readonly ReportFile[]): Named[] {
  const paths = files.map(({ path }) => path.replace(/\.json$/i, '').split(/[\\/]/))
  return files.flatMap(({ reports }, i) => {
    const own = paths[i]!
    const tail = (path: readonly string[], parts: number) => path.slice(-parts).join('/')
    const isShared = (parts: number) => paths.some((other) => other !== own && tail(other, parts) === tail(own, parts))
    let parts = 1
    while (parts < own.length && isShared(parts)) parts++
    const name = tail(own, parts)
    if (reports.length === 1) return [{ name, report: reports[0]! }]
    return named(reports).map((one) => (files.length === 1 ? one : { ...one, name: `${name} ${one.name}` }))
  })
}

/** Of a folder its .json files, by name; null for anything else. */
async function jsonFiles(path: string): Promise<string[] | null> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return null
  const names = await readdir(path)
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(path, name))
}

/** The report that a file is, or those of the list it is; or why it is none. */
async function readOne(path: string): Promise<ReportFile | Fault> {
  const file = await readDocument(path)
  if ('fault' in file) return file
  const { document, sha256 } = file
  const read = (Array.isArray(document) ? document : [document]).map(readReport)
  const fault = read.find((one) => 'fault' in one)
  if (fault !== undefined) return fault
  const reports = read.flatMap((one) => ('report' in one ? [one.report] : []))
  return reports.length === 0 ? { fault: 'is an empty list' } : { path, sha256, reports }
}

function notReport(path: string, { fault, isNewer }: Fault): Error {
  if (isNewer) return dataError('report-version', `${path} ${fault}`, 'update mrl-eval')
  return dataError(
    'not-a-report',
    `${path} ${fault}; expected a report`,
    'give what --json prints or --output FILE.json writes, e.g. mrl-eval knn … --output knn.json',
  )
}

function noReports(folder: string, count: number): Error {
  const what = count === 0 ? 'no .json files' : `no report among its ${count} .json ${count === 1 ? 'file' : 'files'}`
  return dataError('no-reports', `${folder} has ${what}`, `mrl-eval knn … --output ${join(folder, 'knn.json')}`)
}
