/** Files that show the results of all evaluations together. */
import { extname, join, resolve } from 'node:path'
import { writeWhole } from '../../data/files/whole-file.js'
import type { Exhibits } from '../../exhibits.js'
import { RENDERERS } from '../../report/index.js'
import { type Broken, renderJunitSuites } from '../../report/junit.js'
import { type EvaluationRecord, type SuiteResult, suiteMarkdown } from '../../report/suite.js'
import type { Report } from '../../types.js'
import { writeBaseline } from '../gate/baseline-file.js'
import { inputPaths, outputPaths, requireOtherFiles } from '../report/outputs.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'
import { recordOf } from './suite.js'

const PAGE = 'report.html'
const SUMMARY = 'summary.md'

/** What is written of all results: into their folder, and where --output says; the page last. */
export function togetherIn(folder: string, outputs: readonly string[]): string[] {
  return [join(folder, SUMMARY), ...outputs, join(folder, PAGE)]
}

/** @throws UserError (exit 2) for an output of one evaluation that is an input or output of another, or of all together */
export async function requireApart(parts: readonly Part[], together: readonly string[]): Promise<void> {
  const outputs = [...together, ...parts.flatMap(({ flags }) => outputPaths(flags))]
  const own = new Set(outputs.map((path) => resolve(path)))
  const inputs = parts.flatMap(({ flags, entry }) => [...inputPaths(flags), ...entry.files])
  await requireOtherFiles(
    outputs,
    [...new Set(inputs)].filter((path) => !own.has(resolve(path))),
  ) // what one writes, another may read
}

/** Reports of this run, and those of evaluations that were not chosen, as far as they are still true; in the order of the config file. */
export async function withOthers(
  parts: readonly Part[],
  reports: ReadonlyMap<string, Report>,
  chosen: ReadonlySet<string>,
  kept: KeptResults,
): Promise<Map<string, Report>> {
  const all = new Map<string, Report>()
  for (const part of parts) {
    const { name } = part.entry
    const report = chosen.has(name) ? reports.get(name) : (await kept.find(part)).report
    if (report) all.set(name, report)
  }
  return all
}

/** What became of all evaluations that have a report or were chosen; in the order of the config file. */
export function recordsOfAll(
  parts: readonly Part[],
  records: readonly EvaluationRecord[],
  reports: ReadonlyMap<string, Report>,
  kept: KeptResults,
): EvaluationRecord[] {
  return parts.flatMap((part) => {
    const { name } = part.entry
    const [own, report] = [records.find((record) => record.name === name), reports.get(name)]
    if (own !== undefined) return [own]
    return report === undefined ? [] : [recordOf(part, report, kept.file(name), true)]
  })
}

/** @param files each in the format of its extension; the summary has the state of every evaluation, too */
export async function writeTogether(
  files: readonly string[],
  suite: SuiteResult,
  reports: ReadonlyMap<string, Report>,
  exhibits: Exhibits | undefined,
): Promise<void> {
  const summary = join(suite.results, SUMMARY)
  const named = [...reports].map(([name, report]) => ({ name, report }))
  for (const file of files) {
    const text =
      file === summary
        ? suiteMarkdown(suite, reports)
        : extname(file) === '.xml'
          ? renderJunitSuites(withBroken(suite, reports))
          : await RENDERERS[extname(file)]!(named, { exhibits })
    await writeWhole(file, text)
  }
}

/** Reports, and the errors of evaluations that gave none. */
function withBroken(
  { evaluations }: SuiteResult,
  reports: ReadonlyMap<string, Report>,
): ReadonlyMap<string, Report | Broken> {
  const broken = evaluations.flatMap(({ name, error }) => (error === null ? [] : [[name, error] as const]))
  return new Map<string, Report | Broken>([...reports, ...broken])
}

/** Baselines of all that passed its rules, `NAME.json` each. */
export async function writeBaselines(folder: string, reports: ReadonlyMap<string, Report>): Promise<void> {
  for (const [name, report] of reports)
    if (report.gate?.passed !== false && report.rows.length > 0)
      await writeBaseline(join(folder, `${name}.json`), report)
}
