/** Which settings to measure: what was asked for, put into an order, and held against what the data can give. */
import { usageError } from '../errors.js'
import type { Dims, IndexSpec, Setting } from '../types.js'
import type { AskedDims } from './dims.js'
import { chooseDims } from './dims.js'
import { type AskedFunnel, funnelsOf } from './funnel.js'

export interface AskedSettings {
  dims: AskedDims
  shortlist: Dims | null
  rerank: Dims | null
  grid: boolean
  sizes: readonly number[] | null // null: DEFAULT_SIZE, or all rows when there are fewer
  funnels: readonly AskedFunnel[]
  indexes: readonly IndexSpec[]
  rescoreFactor: number // rows that are rescored for each that is wanted, where an index says so
  ks: readonly number[] | null // null: those of DEFAULT_KS that fit
}

/** What is known of a model's embeddings before any work starts. */
export interface Shape {
  name: string
  width: number
  dims: Dims | null // declared
  rows: number // of the database that can be found
}

export interface Plan {
  settings: readonly Setting[]
  ks: readonly number[] // ascending
  sizes: readonly number[] // rows of the shortlists that are reranked, but for funnels
}

export const DEFAULT_SIZE = 200
export const DEFAULT_KS: readonly number[] = [10, 25, 50, 100]

/**
 * Single shots at every dim; with a shortlist, a grid or funnels those, and single shots at their dims to compare with. Single shots
 * in codes that are rescored have a stage at their own dim.
 * A fixed-feature model has single shots at its own dim only, and none when that is not among the dims asked for.
 * @throws UserError (exit 2) for what cannot be right: a rerank dim below the shortlist's, more rows than there are, …
 */
export function planSettings(asked: AskedSettings, shape: Shape): Plan {
  const { width, name } = shape
  requireSense(asked, shape)
  const nested = chooseDims(asked.dims, shape.dims, width, name).map(({ dim }) => dim)
  const isFixed = shape.dims?.length === 1 && shape.dims[0] === width
  const sizes = asked.sizes ?? [Math.min(DEFAULT_SIZE, shape.rows)]
  const pairs = isFixed ? [] : asked.grid ? allPairs(nested) : askedPairs(asked, width, name)
  const funnels = isFixed ? [] : asked.funnels.flatMap((funnel) => funnelsOf(funnel, asked.shortlist, nested, width))
  const reranked = pairs.flatMap(([shortlist, dim]) =>
    sizes.map((rows) => ({ shortlist, size: rows, stages: [{ rows, dim }] })),
  )
  const staged = distinct([...reranked, ...funnels.map((funnel) => ({ ...funnel, size: funnel.stages[0]!.rows }))])
  requireSizes([...sizes, ...staged.map(({ size }) => size)], shape)
  const hasPairs = asked.grid || (asked.shortlist !== null && !isFunnelStart(asked))
  const ks = chooseKs(asked.ks, hasPairs ? Math.min(...sizes) : shape.rows, shape)
  const needed = asked.ks === null ? ks[0]! : ks.at(-1)! // cut-offs that were typed must all be there
  const short = funnels.find(({ stages }) => stages.at(-1)!.rows < needed)
  if (short !== undefined) {
    const rows = short.stages.at(-1)!.rows
    throw usageError('k-above-shortlist', `a funnel ends with ${rows} rows; --k asks for ${needed}`, `--k ${rows}`)
  }
  const told = [...(asked.shortlist ?? []), ...(asked.rerank ?? []), ...staged.flatMap(endsOf)]
  const isPlain = asked.grid || (told.length === 0 && asked.funnels.length === 0)
  const beside = asked.dims === 'all' ? [] : nested // dims that were typed have single shots, too
  const own =
    told.length === 0 || told.includes(width) || (asked.dims !== 'all' && asked.dims.includes(width)) ? [width] : []
  const dims = isPlain ? nested : isFixed ? own : [...new Set([...told, ...beside])].toSorted((a, b) => a - b)
  const single = dims.map((dim) => ({ shortlist: dim, size: ks.at(-1)!, stages: [] }))
  const most = Math.min(shape.rows, asked.rescoreFactor * ks.at(-1)!)
  const rescored = dims.map((dim) => ({ shortlist: dim, size: most, stages: [{ rows: most, dim }] }))
  const waysOf = ({ coding }: IndexSpec) => ((coding?.rescore ?? null) === null ? [...single, ...staged] : rescored)
  return { ks, sizes, settings: asked.indexes.flatMap((index) => waysOf(index).map((way) => ({ index, ...way }))) }
}

/** Flags that contradict each other, or that nothing would come of. */
function requireSense(asked: AskedSettings, { width, name }: Shape): void {
  const { grid, shortlist, rerank, sizes, indexes } = asked
  if (grid && (rerank !== null || (shortlist !== null && !isFunnelStart(asked)))) {
    throw usageError(
      'grid-shortlist',
      '--grid measures every pair of dims; --shortlist and --rerank name some',
      'leave one out; --dims says which dims the grid has',
    )
  }
  if (sizes !== null && !grid && (shortlist === null || isFunnelStart(asked))) {
    throw usageError(
      'size-alone',
      '--shortlist-size needs shortlists',
      `--shortlist ${Math.max(1, Math.floor(width / 4))} --rerank ${width} --shortlist-size ${sizes[0]}`,
    )
  }
  const above = indexes.find(({ clusterDim }) => clusterDim !== null && clusterDim > width)
  if (above !== undefined) {
    throw usageError(
      'dims-above',
      `--cluster-dim has ${above.clusterDim}; the embeddings of ${name} have ${width} dimensions`,
    )
  }
}

/** Whether the shortlist dims say where the paper's funnels begin, rather than what to rerank. */
function isFunnelStart({ rerank, funnels }: AskedSettings): boolean {
  return rerank === null && funnels.some((funnel) => 'name' in funnel)
}

/** The first of those that search and rerank alike. */
function distinct<S extends Omit<Setting, 'index'>>(settings: readonly S[]): S[] {
  return [
    ...new Map(settings.toReversed().map((own) => [JSON.stringify([own.shortlist, own.stages]), own])).values(),
  ].toReversed()
}

function endsOf({ shortlist, stages }: Pick<Setting, 'shortlist' | 'stages'>): number[] {
  return [shortlist, stages.at(-1)!.dim]
}

function allPairs(dims: Dims): [number, number][] {
  return dims.flatMap((from) => dims.filter((to) => to > from).map((to): [number, number] => [from, to]))
}

function askedPairs(asked: AskedSettings, width: number, name: string): [number, number][] {
  const { shortlist, rerank } = asked
  if (shortlist === null) {
    if (rerank === null) return []
    throw usageError(
      'rerank-alone',
      '--rerank needs a shortlist to rerank',
      `--shortlist ${Math.max(1, Math.floor(Math.min(...rerank) / 4))} --rerank ${rerank}`,
    )
  }
  if (isFunnelStart(asked)) return []
  const to = rerank ?? [width]
  for (const [flag, dims] of Object.entries({ shortlist, rerank: to })) {
    const above = dims.find((dim) => dim > width)
    if (above !== undefined) {
      throw usageError(
        'dims-above',
        `--${flag} has ${above}; the embeddings of ${name} have ${width} dimensions`,
        `ask for dims from 1 to ${width}`,
      )
    }
  }
  const least = Math.min(...to)
  const above = shortlist.find((dim) => dim > least)
  if (above !== undefined) {
    throw usageError(
      'rerank-below-shortlist',
      `--rerank ${least} is below --shortlist ${above}; reranking takes more dims than the search`,
      `--shortlist ${least} --rerank ${above}`,
    )
  }
  return shortlist.flatMap((from) => to.filter((dim) => dim > from).map((dim): [number, number] => [from, dim]))
}

function requireSizes(sizes: readonly number[], { rows, name }: Shape): void {
  const above = sizes.find((size) => size > rows)
  if (above === undefined) return
  throw usageError(
    'shortlist-above-database',
    `a shortlist of ${above} rows; the database of ${name} has ${rows}`,
    `--shortlist-size ${rows} or less`,
  )
}

function chooseKs(asked: readonly number[] | null, shortest: number, { rows, name }: Shape): number[] {
  if (asked === null) {
    const fitting = DEFAULT_KS.filter((k) => k <= shortest)
    return fitting.length > 0 ? fitting : [shortest]
  }
  const ks = [...new Set(asked)].toSorted((a, b) => a - b)
  const longest = ks.at(-1)!
  if (longest > rows)
    throw usageError('k-above-database', `--k asks for ${longest} rows; the database of ${name} has ${rows}`)
  if (longest > shortest) {
    throw usageError(
      'k-above-shortlist',
      `--k asks for ${longest} rows of a shortlist of ${shortest}`,
      `--shortlist-size ${longest}`,
    )
  }
  return ks
}
