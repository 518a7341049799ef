/** Which groups of classes are looked at, and what is measured of each. */
import { rightSuperclass } from '../metrics/superclass.js'
import { byClass, byFrequency, bySuperclass, type Grouping, type Measure, type TrainingCounts } from './groups.js'
import type { HeadColumns } from './head-columns.js'
import type { Superclasses } from './superclasses.js'

export interface AskedAnalyses {
  perClass?: boolean
  superclasses?: Superclasses
  training?: TrainingCounts // accuracy by how frequent classes are in training
}

export interface Analysis {
  grouping: Grouping
  measures: readonly Measure[]
  hasTrend: boolean // of the first measure
}

/** @param names of the classes; null: they are called by their numbers */
export function analysesOf(
  columns: HeadColumns,
  names: readonly string[] | null,
  { perClass, superclasses, training }: AskedAnalyses,
): Analysis[] {
  const { labels, ranks } = columns
  const top1: Measure = {
    id: 'top1',
    right: ranks.map((column) => Uint8Array.from(column, (rank) => (rank === 1 ? 1 : 0))),
  }
  const analyses: Analysis[] = []
  if (training !== undefined)
    analyses.push({ grouping: byFrequency(labels, training), measures: [top1], hasTrend: false })
  if (superclasses !== undefined) {
    const measures = [top1, ...superclassMeasures(columns, superclasses)]
    analyses.push({ grouping: bySuperclass(labels, superclasses), measures, hasTrend: false })
  }
  if (perClass) analyses.push({ grouping: byClass(labels, names), measures: [top1], hasTrend: true })
  return analyses
}

function superclassMeasures({ predicted, labels, within }: HeadColumns, { of }: Superclasses): Measure[] {
  const superclass = { id: 'superclass', right: predicted.map((column) => rightSuperclass(column, labels, of)) }
  return [superclass, ...(within === null ? [] : [{ id: 'within', right: within }])]
}
