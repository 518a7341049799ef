/** Rows → the report that a command returns, prints and writes. */
import { extname } from 'node:path'
import { writeWhole } from '../../data/files/whole-file.js'
import { type Evaluation, missedNotice } from '../../evaluate/evaluation.js'
import { RENDERERS } from '../../report/index.js'
import { named } from '../../report/titles.js'
import type { Report } from '../../types.js'
import { environment } from '../environment.js'
import type { Setup } from '../evaluation.js'
import { type ModelFlagValues, modelParameters } from '../flags/model-flags.js'

/** What a report is composed of besides what was measured. */
export interface Circumstances {
  command: string
  version: string // of mrl-eval
  setup: Setup
  flags: ModelFlagValues
  parameters: Report['parameters'] // those of the command
}

/** What was measured, as one document; nothing of it is judged yet. */
export function composeReport(
  { command, version, setup, flags, parameters }: Circumstances,
  evaluations: readonly Evaluation[],
): Report {
  const { tables, device, threads, began } = setup
  return {
    schemaVersion: 1,
    command,
    tool: { name: 'mrl-eval', version },
    environment: environment(device, threads),
    inputs: tables.facts,
    parameters: { ...parameters, ...headParameters(setup), ...modelParameters(flags) },
    rows: evaluations.flatMap(({ rows }) => rows),
    warnings: [
      ...tables.embedder.warnings,
      ...missedNotice(evaluations.flatMap(({ missed }) => missed ?? [])),
      ...evaluations.flatMap(({ warnings }) => warnings),
    ],
    gate: null,
    timing: { embedSeconds: tables.embedder.seconds, totalSeconds: (performance.now() - began) / 1000 },
  }
}

/** How logits were made, where a command or file says so. */
function headParameters({ tables, tta }: Setup): Report['parameters'] {
  const { logitsKinds } = tables
  return {
    ...(tta === null ? {} : { tta }),
    ...(Object.keys(logitsKinds).length === 0 ? {} : { logitsKind: logitsKinds }),
  }
}

/** Writes a report to files, each in the format of its extension. */
export async function writeReport(report: Report, files: readonly string[]): Promise<void> {
  for (const file of files) await writeWhole(file, await RENDERERS[extname(file)]!(named([report])))
}
