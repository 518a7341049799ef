/** Reports → the measured settings that one metric can rank. */
import { usageError } from '../../errors.js'
import { nearestWord } from '../../math/edit-distance.js'
import { type Condition, holds } from '../../math/row-keys.js'
import { dataDifference } from '../../math/same-data.js'
import type { CascadeRow, DimRow, MetricValue, Report, RetrievalRow, Row } from '../../types.js'
import { areOfOneSet, noSuchRows, requireOneSet, settingKeys } from './keys.js'
import { requireSameData } from './same-data.js'

/** A report, and the file that it is in. */
export interface Measured {
  path: string
  report: Report
}

export type SettingRow = DimRow | RetrievalRow | CascadeRow

/** A setting that could be taken. */
export interface Candidate {
  row: SettingRow
  quality: MetricValue & { value: number }
  report: Report // the one it is a row of
  source: string // file of the report, which may hold others, too
  rows: number | null // of the database that was searched; null: nothing was
  rescored: number | null // rows that are ordered anew where codes are rescored; null: the report does not say
}

/** What the settings are ranked by, where nothing else was asked for. */
const MAIN: Readonly<Record<string, RegExp>> = {
  knn: /^knn@/,
  retrieval: /^map@\d+$/,
  classify: /^top1$/,
  'adaptive-classify': /^accuracy$/,
  'few-shot': /^accuracy$/,
  similarity: /^spearman$/,
}

/** Shares that say something else than how good a setting is. */
const NO_QUALITY: ReadonlySet<string> = new Set(['ece', 'kept', 'superclass.listed'])

/**
 * Rows of the metric, in the order of the files; what several files say alike is there once. Left out are rows of single
 * classes, of other systems' runs, and the oracle, which knows the answers. Conditions choose among the settings, not what they
 * are held against: `all` has those of the same data that do not meet them, too.
 * @param metric null: the main one of the command that made the reports
 * @throws UserError (exit 2) where no row has the metric, or its rows are of several data sets, query sets, shots or definitions
 */
export function candidatesOf(
  measured: readonly Measured[],
  metric: string | null,
  where: readonly Condition[],
): { metric: string; candidates: readonly Candidate[]; all: readonly Candidate[] } {
  const usable = measured.flatMap(({ path, report }) =>
    report.rows.filter(isSetting).map((row) => ({ row, report, source: path })),
  )
  const id = metric ?? mainMetric(usable)
  const having = usable.filter(({ row }) => isQuality(id, row.metrics[id]))
  if (having.length === 0) throw noSuchMetric(id, usable)
  const isAsked = ({ row }: { row: SettingRow }) => where.every((condition) => holds(condition, row))
  const chosen = having.filter(isAsked)
  if (chosen.length === 0)
    throw noSuchRows(
      where,
      having.map(({ row }) => row),
    )
  requireSameData(
    measured.filter(({ report }) => chosen.some((own) => own.report === report)),
    id,
  )
  requireOneSet(chosen.map(({ row }) => row))
  const [first] = chosen as [(typeof chosen)[number]]
  const all = having
    .filter(({ row, report }) => areOfOneSet(row, first.row) && dataDifference(report, first.report) === null)
    .map(
      ({ row, report, source }): Candidate => ({
        row,
        quality: row.metrics[id] as Candidate['quality'],
        report,
        source,
        rows: searchedRows(report),
        rescored: rescoredRows(report),
      }),
    )
  const keyOf = ({ row, report, quality }: Candidate) => JSON.stringify([report.command, settingKeys(row), quality])
  const once = [...new Map(all.toReversed().map((own) => [keyOf(own), own])).values()].reverse()
  return { metric: id, candidates: once.filter(isAsked), all: once }
}

function isSetting(row: Row): row is SettingRow {
  if ('fits' in row || 'run' in row || 'against' in row) return false
  if ('policy' in row) return row.policy !== 'oracle'
  return !('class' in row || 'superclass' in row || 'frequency' in row)
}

function isQuality(id: string, metric: MetricValue | undefined): boolean {
  if (metric === undefined || metric.value === null || NO_QUALITY.has(id)) return false
  return metric.unit === 'fraction' || metric.unit === 'correlation'
}

function mainMetric(usable: readonly { row: SettingRow; report: Report }[]): string {
  const ids = new Set(
    usable.flatMap(({ row, report }) => {
      const main = MAIN[report.command]
      return main === undefined ? [] : (Object.keys(row.metrics).find((id) => main.test(id)) ?? [])
    }),
  )
  const [only] = ids
  if (only !== undefined && ids.size === 1) return only
  if (only === undefined) throw noSuchMetric(null, usable)
  throw usageError(
    'metric-needed',
    `the results can be ranked by ${[...ids].join(' or ')}; --metric says by which`,
    `--metric ${only}`,
  )
}

function noSuchMetric(id: string | null, usable: readonly { row: SettingRow }[]): Error {
  const known = new Set(
    usable.flatMap(({ row }) => Object.keys(row.metrics).filter((own) => isQuality(own, row.metrics[own]))),
  )
  if (known.size === 0)
    return usageError(
      'no-settings',
      'the results have no setting with a quality that could be advised on',
      'give reports of knn, retrieval, classify, adaptive-classify, few-shot or similarity: --output result.json',
    )
  return usageError(
    'no-such-metric',
    `no row of the results has the quality ${id}; they have ${[...known].join(', ')}`,
    `--metric ${nearestWord(id ?? '', [...known])}`,
  )
}

function searchedRows({ inputs }: Report): number | null {
  return inputs.find(({ role }) => role === 'database')?.rows ?? null
}

/** As many times the largest k as was asked for. */
function rescoredRows({ parameters: { rescoreFactor, k } }: Report): number | null {
  return typeof rescoreFactor === 'number' && Array.isArray(k) ? rescoreFactor * Math.max(...k) : null
}
