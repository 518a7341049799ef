/** What reports were measured on: exhibits show the same data, the same models, and rows compared in the same way. */
import { usageError } from '../../errors.js'
import type { Distance, Report } from '../../types.js'
import { type ModelFlagValues, modelParameters } from '../flags/model-flags.js'
import type { NamedModel } from '../tables/models.js'

/** Paths, or digests, of the two sides. */
export interface SidePaths {
  database: string
  queries: string
}

/** @returns reports of a search of these queries in this database @throws UserError (exit 2) when there are none */
export function measuredOn(reports: readonly Report[], digests: SidePaths, paths: SidePaths): readonly Report[] {
  const has = ({ inputs }: Report, of: 'database' | 'queries') =>
    inputs.some(({ role, sha256 }) => role === of && sha256 === digests[of])
  const measured = reports.filter((report) => has(report, 'database') && has(report, 'queries'))
  if (measured.length > 0) return measured
  const found = reports.flatMap(({ command, inputs }) =>
    inputs.flatMap(({ role, path, sha256 }) =>
      role === 'database' || role === 'queries' ? [`${role} of ${command} ${path} (${sha256.slice(0, 8)})`] : [],
    ),
  )
  const given = `--database is ${paths.database} (${digests.database.slice(0, 8)}), --queries ${paths.queries} (${digests.queries.slice(0, 8)})`
  const told = found.length === 0 ? 'no search at all' : [...new Set(found)].join(', ')
  throw usageError(
    'exhibits-mismatch',
    `--exhibits shows the data of the reports; ${given}, and the reports are of ${told}`,
    'give the --database and --queries that knn or retrieval was run on',
  )
}

/** How the rows of a report were compared. */
export function distanceOf({ parameters: { distance } }: Report): Distance {
  return distance === 'l2' || distance === 'ip' ? distance : 'cosine'
}

/** @throws UserError (exit 2) where flags make other embeddings of the rows than those that were measured */
export function requireSameReading({ command, parameters }: Report, flags: ModelFlagValues): void {
  const given = modelParameters(flags)
  for (const key of ['embeddingOutput', 'images', 'texts']) {
    const [then, now] = [parameters[key], given[key]].map((value) => JSON.stringify(value))
    if (then === undefined || then === now) continue
    throw usageError(
      'exhibits-mismatch',
      `--exhibits shows what was measured: ${command} with ${key} ${then}; now it is ${now}`,
      `give the flags that ${command} was run with`,
    )
  }
}

/** Those of the models that the reports are of. @throws UserError (exit 2) when none of several is */
export async function measuredModels(
  measured: readonly Report[],
  given: readonly NamedModel[],
  digest: (model: NamedModel) => Promise<string>,
): Promise<NamedModel[]> {
  const inputs = measured.flatMap((report) => report.inputs.filter(({ role }) => role === 'model'))
  const known = new Set(inputs.map(({ sha256 }) => sha256))
  const kept: NamedModel[] = []
  for (const model of given) if (known.has(await digest(model))) kept.push(model)
  if (kept.length > 0 || given.length === 0) return kept
  const paths = [...new Set(inputs.map(({ path }) => path))]
  throw usageError(
    'exhibits-mismatch',
    `--exhibits shows the models of the reports, ${paths.length === 0 ? 'which name none' : paths.join(', ')}; --model is ${given.map(({ path }) => path).join(', ')}`,
    ...paths.slice(0, 1).map((path) => `--model ${path}`),
  )
}
