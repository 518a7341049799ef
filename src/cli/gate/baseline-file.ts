/** Baselines on disk: JSON with a row a line, so that a changed number is a changed line. */
import { writeWhole } from '../../data/files/whole-file.js'
import { dataError, usageError } from '../../errors.js'
import { type Baseline, baselineOf, toWrite } from '../../gates/baseline.js'
import type { InputFacts, Report } from '../../types.js'
import type { Fault } from '../report/document-shape.js'
import { readDocument } from '../report/json-document.js'
import { baselineFrom } from './baseline-shape.js'

const ANEW = toWrite('write one')

export interface OpenBaseline {
  baseline: Baseline
  fact: InputFacts
}

/**
 * @param path of a baseline, or of a whole report, of which one is made
 * @param command whose baseline is wanted
 * @throws UserError (exit 3) for a file that is missing or holds no baseline; (exit 2) for one of another command
 */
export async function readBaseline(path: string, command: string): Promise<OpenBaseline> {
  const file = await readDocument(path, 'baseline', [toWrite('write it', path)])
  if ('fault' in file) throw notBaseline(path, file)
  const read = baselineFrom(file.document)
  if ('fault' in read) throw notBaseline(path, read)
  const { baseline } = read
  if (baseline.command !== command)
    throw usageError(
      'baseline-command',
      `${path} is a baseline of ${baseline.command}; this is ${command}`,
      `give --baseline under ${baseline.command}: in the config file, where it is to hold for that command alone`,
    )
  const rows = baseline.rows.length
  return { baseline, fact: { role: 'baseline', path, sha256: file.sha256, rows, dim: null, classes: null } }
}

function notBaseline(path: string, { fault, isNewer }: Fault): Error {
  if (isNewer) return dataError('baseline-version', `${path} ${fault}`, 'update mrl-eval', ANEW)
  return dataError(
    'baseline-format',
    `${path} ${fault}; expected a baseline, or the report of an earlier run`,
    ANEW,
    'or give what --json or --output FILE.json wrote',
  )
}

/** @throws UserError (exit 2) for a report without rows; (exit 3) where the file cannot be written */
export async function writeBaseline(path: string, report: Report): Promise<void> {
  if (report.rows.length === 0)
    throw usageError('baseline-empty', `--write-baseline ${path}: nothing was measured`, 'see the warnings, without it')
  const { rows, ...head } = baselineOf(report)
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  const text = JSON.stringify(head, null, 2).replace(/\n\}$/, `,\n  "rows": [\n${lines}\n  ]\n}\n`)
  await writeWhole(path, text)
}
