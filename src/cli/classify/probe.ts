/** `--probe`: linear classifiers learnt at every dim, which stand in for heads. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { requireComparable } from '../../evaluate/comparable.js'
import { type AskedDims, chooseDims } from '../../evaluate/dims.js'
import { noLabels, unknownLabels } from '../../evaluate/evaluation.js'
import { type LabelledVectors, loadLabelled } from '../../evaluate/rows.js'
import type { Wanted } from '../../model/encode.js'
import { fitProbes, type ProbeSet } from '../../probe/choose.js'
import { openEngine } from '../../probe/engine.js'
import { probed, unfitted } from '../../probe/probed.js'
import { type Dims, type EmbeddingTable, type Notice, UNKNOWN } from '../../types.js'
import type { Setup } from '../evaluation.js'
import type { NamedModel } from '../tables/models.js'
import { type Reading, type ReadingFlags, reading } from '../tables/reading.js'

/** Beside `train` and `holdout` of head-flags.ts and `seed` of reduce-flag.ts. */
export const probeFlags = {
  probe: Flags.boolean({
    summary: 'learn a linear classifier on the embeddings at every dim (from --train and --holdout), in place of heads',
    default: false,
  }),
}

export interface ProbeFlagValues extends ReadingFlags {
  train?: string | undefined
  holdout?: string | undefined
  tta?: Wanted['tta'] | null
  seed: number
}

/** What probes are learnt from. */
export interface ProbeReadings {
  train: Reading // --holdout, where it stands alone
  chooser: Reading | null // chooses the strength; null: a part of the other does
  seed: number
}

/** The probes of one model. */
export interface Probes {
  dims: Dims
  strengths: Readonly<Record<string, number>> // by dim; scikit-learn's C
  warnings: readonly Notice[] // of fitting
  /** The table with probes for heads. @throws UserError (exit 3) for other widths, models or class names */
  apply(table: EmbeddingTable): Promise<{ table: EmbeddingTable; warnings: readonly Notice[] }>
}

/** @throws UserError (exit 2) when there is nothing to learn from */
export function probeReadings(flags: ProbeFlagValues): ProbeReadings {
  const { train, holdout, tta = null, seed } = flags
  const chooser = holdout === undefined ? null : reading('holdout', holdout, flags, { tta })
  if (train !== undefined) return { train: reading('train', train, flags), chooser, seed }
  if (chooser !== null) return { train: chooser, chooser: null, seed }
  throw usageError(
    'probe-data',
    '--probe needs rows to learn from',
    '--train PATH --holdout PATH',
    '--holdout PATH alone: a fifth of it chooses how strongly weights may grow, then all of it is learnt from',
  )
}

/** All rows that probes are learnt from, or chosen by. */
export function learntBy({ train, chooser }: ProbeReadings): Reading[] {
  return chooser === null ? [train] : [train, chooser]
}

/**
 * Fits probes at the dims asked for, or that the model declares, or at doublings. With --train, --holdout chooses the
 * strength; one of them alone does both.
 * @throws UserError for files that do not belong together, without labels or with one class; the signal's reason
 */
export async function openProbes(
  setup: Setup,
  { train: learnt, chooser: choosing, seed }: ProbeReadings,
  model: NamedModel | null,
  asked: AskedDims,
  signal: AbortSignal,
): Promise<Probes> {
  const { tables, device, threads, progress } = setup
  if (choosing !== null && (await tables.digest(learnt.path)) === (await tables.digest(choosing.path))) {
    throw usageError(
      'probe-same-rows',
      `--train and --holdout are the same rows (${learnt.path}); strengths have to be chosen on others`,
      'leave --holdout out: a fifth of --train is set aside then',
    )
  }
  const source = await tables.open(learnt, model)
  const name = model?.name ?? source.name
  const dims = chooseDims(asked, source.dims, source.width, name).map(({ dim }) => dim)
  if (dims.length === 0) {
    const apply: Probes['apply'] = async (table) => ({ table: unfitted(table), warnings: [] })
    return { dims, strengths: {}, warnings: [], apply }
  }
  const train = await labelled(source, name)
  const chooser = choosing === null ? null : await tables.open(choosing, model)
  if (chooser !== null) requireComparable(source, chooser, name)
  const holdout = chooser === null ? null : await labelled(chooser, name)
  const engine = await openEngine({ device, threads })
  try {
    const { rows } = train
    const set = await fitProbes({
      engine,
      training: rows,
      holdout: holdout?.rows ?? null,
      dims,
      seed,
      name,
      path: learnt.path,
      progress,
      signal,
    })
    return {
      dims,
      strengths: Object.fromEntries(set.probes.map(({ dim, strength }) => [dim, strength])),
      warnings: [...train.warnings, ...(holdout?.warnings ?? []), ...set.warnings],
      apply: (table) => applied(setup, source, set, table, name),
    }
  } finally {
    progress.stop()
    await engine.close()
  }
}

async function labelled(
  table: EmbeddingTable,
  name: string,
): Promise<{ rows: LabelledVectors; warnings: readonly Notice[] }> {
  requireComparable(table, table, name)
  const rows = await loadLabelled(table)
  if (rows.rows === 0) throw noLabels(table)
  const unknown = table.rows - rows.rows
  return { rows, warnings: unknown === 0 ? [] : [unknownLabels(unknown, table.rows, `${name}: ${table.path}`)] }
}

async function applied(
  { device, threads }: Setup,
  source: EmbeddingTable,
  set: ProbeSet,
  table: EmbeddingTable,
  name: string,
): Promise<{ table: EmbeddingTable; warnings: readonly Notice[] }> {
  requireComparable(source, table, name)
  const seen = new Set(set.present)
  let [largest, strange] = [set.present.at(-1)!, 0]
  for await (const { labels } of table.batches()) {
    for (const label of labels) {
      if (label > largest) largest = label
      if (label !== UNKNOWN && !seen.has(label)) strange++
    }
  }
  const classes = Math.max(largest + 1, source.classes?.length ?? 0)
  const warnings: Notice[] =
    strange === 0
      ? []
      : [
          {
            code: 'classes-not-learnt',
            message: `${strange} of ${table.rows} rows of ${table.path} are of classes that ${source.path} has no rows of; they count as wrong, and have no loss`,
          },
        ]
  return { table: probed(table, set, classes, { device, threads }), warnings }
}
