/** Baselines on disk: JSON with a row a line, so that a changed number is a changed line. */
import { readFile } from 'node:fs/promises'
import { sha256 } from '../data/files/fingerprint.js'
import { writeWhole } from '../data/files/whole-file.js'
import { dataError, messageOf, systemCode, usageError } from '../errors.js'
import { type Baseline, baselineOf } from '../gates/baseline.js'
import { baselineFrom } from '../gates/baseline-shape.js'
import type { InputFacts, Report } from '../types.js'

export interface OpenBaseline {
  baseline: Baseline
  fact: InputFacts
}

/**
 * @param command whose baseline is wanted
 * @throws UserError (exit 3) for a file that is missing or holds no baseline; (exit 2) for one of another command
 */
export async function readBaseline(path: string, command: string): Promise<OpenBaseline> {
  const text = await readText(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw dataError(
      'baseline-format',
      `${path} is no baseline: ${messageOf(error)}`,
      'write one: --write-baseline FILE.json',
    )
  }
  const baseline = baselineFrom(value, path, command)
  const rows = baseline.rows.length
  return { baseline, fact: { role: 'baseline', path, sha256: sha256(text), rows, dim: null, classes: null } }
}

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw dataError('file-missing', `no baseline at ${path}`, `write it: --write-baseline ${path}`)
    throw dataError('file-unreadable', `cannot read ${path}: ${messageOf(error)}`)
  }
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
