/** `classify`: top-1, top-5 and loss at every head, and what is asked of groups of classes, from the scores beside embeddings. */
import { dataError } from '../errors.js'
import { meanLoss } from '../metrics/loss.js'
import { topN } from '../metrics/top-n.js'
import type { DimRow, EmbeddingTable, Notice } from '../types.js'
import { type AskedAnalyses, analysesOf } from './analyses.js'
import type { AskedDims } from './dims.js'
import { type Evaluation, noLabels, unknownLabels } from './evaluation.js'
import { emptyGroups, groupRows } from './groups.js'
import { chosenHeads, loadHeadColumns } from './head-columns.js'
import { otherClasses, restrictTo, type Subset } from './subset.js'
import { superclassMetrics } from './superclasses.js'

export interface ClassifyOptions extends AskedAnalyses {
  data?: string // name of the dataset, where there are several
  subset?: Subset // only these classes compete, and only their rows count
}

/**
 * @param asked `--dims`; heads exist at their own dims only
 * @throws UserError (exit 3) when there are no heads, no labels, or for a subset no logits
 */
export async function classify(
  table: EmbeddingTable,
  name: string,
  asked: AskedDims,
  options: ClassifyOptions = {},
): Promise<Evaluation & { rows: readonly DimRow[] }> {
  requireHeads(table, name)
  const { data, subset, superclasses } = options
  const scored = subset === undefined ? { table, others: () => 0 } : restrictTo(table, subset)
  const all = await loadHeadColumns(scored.table, superclasses ?? null)
  const unknown = all.unknown - scored.others()
  if (unknown === table.rows) throw noLabels(table)
  const what = data === undefined ? name : `${name} on ${data}`
  const warnings = [
    ...(unknown > 0 ? [unknownLabels(unknown, table.rows, what)] : []),
    ...(superclasses !== undefined && all.within === null ? [noLogits(table)] : []),
    ...(subset === undefined ? [] : otherClasses(subset, scored.others(), table.rows - all.unknown, what)),
  ]
  const heads = [...table.headDims.keys()].filter((g) => asked === 'all' || asked.includes(table.headDims[g]!))
  if (heads.length === 0) return { rows: [], warnings, missed: { model: what, dims: table.headDims } }
  const columns = chosenHeads(all, heads)
  const dims = heads.map((g) => table.headDims[g]!)
  const base = { model: name, ...(data === undefined ? {} : { data }) }
  const rows: DimRow[] = dims.map((dim, s) => ({
    ...base,
    dim,
    metrics: {
      top1: topN(columns.ranks[s]!, 1),
      top5: topN(columns.ranks[s]!, 5),
      loss: meanLoss(columns.losses[s]!),
      ...(superclasses === undefined ? {} : superclassMetrics(columns.predicted[s]!, columns.labels, superclasses)),
    },
  }))
  const analyses = analysesOf(columns, table.classes, options)
  return {
    rows: [...rows, ...analyses.flatMap((analysis) => groupRows(base, dims, analysis))],
    warnings: [...warnings, ...analyses.flatMap(({ grouping }) => emptyGroups(grouping, what))],
  }
}

function noLogits({ path }: EmbeddingTable): Notice {
  const message = `${path} holds no logits, so accuracy within superclasses is not measured; embed with --logits`
  return { code: 'no-logits', message }
}

function requireHeads(table: EmbeddingTable, name: string): void {
  if (table.headDims.length > 0) return
  throw dataError(
    'no-heads',
    `${name} has no classification heads; expected logits outputs`,
    'add --probe, which learns heads on the embeddings',
    'or use knn, which needs embeddings only',
  )
}
