/** Files that were given by path → what they tell of each row: outcomes, or scores of heads. */
import { basename, extname } from 'node:path'
import type { ToldColumns } from '../../data/columns/columns.js'
import { openEmbeddings } from '../../data/embeddings/embeddings.js'
import { readProvenance } from '../../data/embeddings/provenance.js'
import { openRows } from '../../data/formats/index.js'
import { holdsOutcomes, readOutcomes } from '../../data/outcomes.js'
import { dataError, usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import type { OutcomeMetric } from '../../evaluate/outcome-metrics.js'
import { headOutcomes, type MeasuredOutcomes } from '../../evaluate/outcomes.js'
import { NAMED_PATH } from '../flags/path-flags.js'
import type { TableSource } from '../tables/tables.js'

/** A file that outcomes can be had of. */
export interface OutcomeFile {
  path: string
  name: string // as typed, or the stem
  told: boolean // typed
  offers: readonly string[] // metrics
  load(metrics: readonly OutcomeMetric[], dims: AskedDims): Promise<MeasuredOutcomes>
}

/** Of `PATH` or `NAME=PATH`. */
export function filePath(text: string): string {
  return NAMED_PATH.exec(text)?.[2] ?? text
}

const HEAD_METRICS = ['top1', 'top5']

/**
 * @param text `PATH` or `NAME=PATH`
 * @throws UserError (exit 3) for a file that has no value of each row
 */
export async function openOutcomeFile(text: string, columns: ToldColumns, tables: TableSource): Promise<OutcomeFile> {
  const named = NAMED_PATH.exec(text)
  const path = filePath(text)
  const told = named !== null
  const name = named?.[1]?.slice(0, -1) ?? basename(path, extname(path))
  if (extname(path) === '.json' || extname(path) === '.csv') throw withoutOutcomes(path, 'is a report')
  const file = await openRows(path)
  await file.close()
  if (holdsOutcomes(file.schema)) {
    const outcomes = await readOutcomes(path)
    await tables.note('outcomes', path, { rows: outcomes.ids.length, dim: null, classes: null })
    const load = async (metrics: readonly OutcomeMetric[], dims: AskedDims): Promise<MeasuredOutcomes> => {
      const wanted = new Set(metrics.map(({ id }) => id))
      const own = outcomes.outcomes.filter(({ metric }) => wanted.has(metric))
      const kept = own.filter(({ dim }) => dims === 'all' || dims.includes(dim))
      const missed = kept.length > 0 ? null : { model: name, dims: [...new Set(own.map(({ dim }) => dim))] }
      return { rows: { ...outcomes, outcomes: kept }, warnings: [], missed }
    }
    return { path, name, told, offers: [...new Set(outcomes.outcomes.map(({ metric }) => metric))], load }
  }
  if ((readProvenance(file.schema)?.model.headDims ?? []).length === 0) {
    throw withoutOutcomes(path, 'holds neither outcomes nor scores of heads')
  }
  const table = await openEmbeddings(path, columns)
  await tables.note('outcomes', path, {
    rows: table.rows,
    dim: table.width || null,
    classes: table.classes?.length ?? null,
  })
  const measured = { data: table.provenance?.data.sha256 ?? null, database: null, distance: null }
  const load = (metrics: readonly OutcomeMetric[], dims: AskedDims) =>
    headOutcomes(table, { name: table.name, dims, metrics, measured })
  return { path, name, told, offers: HEAD_METRICS, load }
}

function withoutOutcomes(path: string, what: string): Error {
  return dataError(
    'no-outcomes',
    `${path} ${what}; comparing needs the outcome of each row`,
    'write outcomes of the models: mrl-eval compare --model … --output FILE.arrow',
    'then give those files: mrl-eval compare BASE.arrow NEW.arrow',
  )
}

/** @throws UserError (exit 2) for a metric that a file does not have */
export function requireOffered({ path, offers }: OutcomeFile, metrics: readonly OutcomeMetric[]): void {
  const missing = metrics.find(({ id }) => !offers.includes(id))
  if (missing === undefined) return
  throw usageError(
    'metric-missing',
    `--metric ${missing.id}: ${path} has ${offers.join(', ')}`,
    ...offers.slice(0, 1).map((id) => `--metric ${id}`),
  )
}
