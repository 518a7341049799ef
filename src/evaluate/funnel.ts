/** Funnel schedules: rerank an ever shorter list at ever more dimensions. */
import { usageError } from '../errors.js'
import type { Dims } from '../types.js'

/** A schedule: a shortlist found at one dim, then stages that each rerank the first `sizes[i]` rows at `dims[i]`. */
export interface Funnel {
  shortlist: number // dim of the first search
  dims: readonly number[] // rerank dims, ascending
  sizes: readonly number[] // rows reranked at each, descending
}

/** The list lengths of the MRL paper, by the name `--funnel` knows them. */
export const PAPER_SIZES: Readonly<Record<string, readonly number[]>> = {
  'paper-200': [200, 100, 50, 25, 10],
  'paper-400': [400, 200, 50, 25, 10],
  'paper-800': [800, 400, 200, 50, 10],
}

/**
 * The paper's schedule from a shortlist dim: the next four doublings, then the full width.
 * @throws UserError (exit 2) when the width leaves no room for five growing dims
 */
export function paperFunnel(name: string, shortlist: number, width: number): Funnel {
  const sizes = PAPER_SIZES[name]!
  const dims = [2, 4, 8, 16].map((factor) => factor * shortlist)
  if (dims.at(-1)! >= width) {
    throw usageError(
      'funnel-dims',
      `--funnel ${name} from dim ${shortlist} reranks at ${dims.join(', ')}, ${width}; expected growing dims`,
      `begin at dim ${Math.floor(width / 32)} or lower`,
    )
  }
  return { shortlist, dims: [...dims, width], sizes }
}

/** @throws UserError (exit 2) when dims do not grow, sizes do not shrink, or either is out of range */
export function requireFunnel(
  { shortlist, dims, sizes }: Funnel,
  width: number,
  rows: number,
  longest: number,
): void {
  const text = `funnel ${shortlist} → ${dims.map((dim, i) => `${sizes[i]}@${dim}`).join(' → ')}`
  const grows = [shortlist, ...dims].every((dim, i, all) => i === 0 || dim > all[i - 1]!)
  const shrinks = sizes.every((size, i) => i === 0 || size <= sizes[i - 1]!)
  if (dims.length !== sizes.length || dims.length === 0 || !grows || !shrinks) {
    throw usageError(
      'funnel-shape',
      `${text}: expected as many sizes as dims, growing dims and shrinking sizes`,
    )
  }
  if (dims.at(-1)! > width) throw usageError('dims-above', `${text}: the embeddings have ${width} dimensions`)
  if (sizes[0]! > rows) throw usageError('shortlist-above-database', `${text}: the database has ${rows} rows`)
  if (sizes.at(-1)! < longest)
    throw usageError(
      'k-above-shortlist',
      `${text}: --k ${longest} asks for more rows than the ${sizes.at(-1)} it ends with`,
    )
}

/** Dims of a funnel as one ascending list. */
export function funnelDims({ shortlist, dims }: Funnel): Dims {
  return [shortlist, ...dims]
}
