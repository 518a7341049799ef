/** What is asked of groups of classes: files that are read before any model runs, then resolved for each table. */

import { type ClassFile, readSubset, readSuperclasses, type SuperclassFile } from '../../data/classes/class-files.js'
import { classNumbers, type KnownClasses } from '../../data/classes/class-numbers.js'
import { isArray } from '../../data/embeddings/arrays.js'
import { countLabels, type LabelCounts } from '../../data/facts/label-counts.js'
import { dataError, usageError } from '../../errors.js'
import type { ClassifyOptions } from '../../evaluate/classify.js'
import { superclassesOf } from '../../evaluate/superclasses.js'
import type { FrequencyBounds } from '../../metrics/frequency.js'
import type { EmbeddingTable } from '../../types.js'
import { toldColumns } from '../flags/flags.js'
import type { DataSet } from '../tables/data-sets.js'
import { requireNoLabels } from '../tables/stored-tables.js'
import type { TableSource } from '../tables/tables.js'

export interface AnalysisFlags {
  'per-class': boolean
  superclasses: string | undefined
  frequency: FrequencyBounds | undefined
  train: string | undefined
  'train-labels': string | undefined
  column: Parameters<typeof toldColumns>[0] | undefined
}

export interface Analyses {
  perClass: boolean
  subsets: ReadonlyMap<string, ClassFile> // by path
  superclasses: SuperclassFile | null
  training: Training | null
}

/** How often classes occur in training. */
interface Training extends LabelCounts {
  path: string
  bounds: FrequencyBounds
}

/** @throws UserError when a file cannot be used, or --frequency has no --train */
export async function readAnalyses(flags: AnalysisFlags, sets: readonly DataSet[]): Promise<Analyses> {
  const { frequency, train, superclasses, 'train-labels': trainLabels } = flags
  if (frequency !== undefined && train === undefined)
    throw usageError('frequency-train', '--frequency needs the rows that the model was trained on', '--train PATH')
  if (frequency !== undefined && !isArray(train!))
    requireNoLabels({ role: 'train', path: train!, labels: trainLabels ?? null })
  const subsets = new Map<string, ClassFile>()
  for (const { subset } of sets) if (subset !== null) subsets.set(subset, await readSubset(subset))
  return {
    perClass: flags['per-class'],
    subsets,
    superclasses: superclasses === undefined ? null : await readSuperclasses(superclasses),
    training: frequency === undefined ? null : await counted(trainLabels ?? train!, frequency, flags),
  }
}

async function counted(path: string, bounds: FrequencyBounds, { column }: AnalysisFlags): Promise<Training> {
  return { ...(await countLabels(path, toldColumns(column ?? []))), path, bounds }
}

/** Notes the files as inputs of the report. */
export async function noteAnalyses(
  { subsets, superclasses, training }: Analyses,
  sets: readonly DataSet[],
  tables: TableSource,
): Promise<void> {
  const facts = { rows: null, dim: null }
  for (const { name, subset } of sets)
    if (subset !== null)
      await tables.note('subset', subset, { ...facts, classes: subsets.get(subset)!.classes.length }, name)
  if (superclasses !== null)
    await tables.note('superclasses', superclasses.path, { ...facts, classes: superclasses.classes.length })
  if (training !== null)
    await tables.note('train', training.path, { ...facts, rows: training.rows, classes: training.counts.size })
}

/** What is measured of one table. @throws UserError (exit 3) for classes that it does not have */
export function analysesFor(
  { perClass, subsets, superclasses, training }: Analyses,
  { name, subset }: DataSet,
  table: EmbeddingTable,
): ClassifyOptions {
  const known: KnownClasses = {
    path: table.path,
    classes: table.classes,
    count: table.logits || table.classes?.length || null,
  }
  if (training !== null) requireSameClasses(training, known)
  return {
    perClass,
    ...(name === null ? {} : { data: name }),
    ...(subset === null ? {} : { subset: { path: subset, members: classNumbers(subsets.get(subset)!, known) } }),
    ...(superclasses === null ? {} : { superclasses: resolved(superclasses, known) }),
    ...(training === null ? {} : { training }),
  }
}

function resolved(file: SuperclassFile, known: KnownClasses): NonNullable<ClassifyOptions['superclasses']> {
  const names = file.classes.map(({ superclass }) => superclass)
  return superclassesOf(classNumbers(file, known), names)
}

/** Frequencies are by class number, so numbers must mean the same. */
function requireSameClasses(training: Training, { path, classes }: KnownClasses): void {
  if (training.classes === null || classes === null) return
  const differs = classes.findIndex((name, i) => name !== training.classes![i])
  if (differs === -1) return
  const there = training.classes[differs] ?? 'absent'
  throw dataError(
    'classes-differ',
    `class ${differs} is "${classes[differs]}" in ${path} and "${there}" in ${training.path}; expected the same classes`,
  )
}
