/** Funnel schedules: rerank an ever shorter list at ever more dimensions (MRL section 4.3.1). */
import { usageError } from '../errors.js'
import type { Dims, Stage } from '../types.js'

/** What `--funnel` said: one of the paper's schedules, or one that is written out. */
export type AskedFunnel = { name: string } | { shortlist: number; stages: readonly Stage[] }

/** A schedule: a search at one dim, then stages. */
export interface Funnel {
  shortlist: number
  stages: readonly Stage[]
}

/** The list lengths of the paper, by the name that `--funnel` knows them by. */
export const PAPER_SIZES: Readonly<Record<string, readonly number[]>> = {
  'paper-200': [200, 100, 50, 25, 10],
  'paper-400': [400, 200, 50, 25, 10],
  'paper-800': [800, 400, 200, 50, 10],
}

/** `paper-200`, or `16:200@32,100@64`: searched at 16, the first 200 rows reranked at 32, the first 100 of those at 64. @throws UserError (exit 2) */
export function parseFunnel(text: string): AskedFunnel {
  if (Object.hasOwn(PAPER_SIZES, text)) return { name: text }
  const whole = /^(\d+):(\d+@\d+(?:,\d+@\d+)*)$/.exec(text)
  if (whole === null) {
    throw usageError(
      'bad-funnel',
      `--funnel ${text}: expected ${Object.keys(PAPER_SIZES).join(', ')} or DIM:ROWS@DIM,ROWS@DIM,…`,
      '--funnel 16:200@32,100@64,50@128,25@256,10@2048',
    )
  }
  const stages = whole[2]!.split(',').map((part) => {
    const [rows, dim] = part.split('@').map(Number)
    return { rows: rows!, dim: dim! }
  })
  return { shortlist: Number(whole[1]), stages }
}

/**
 * The schedules that were asked for. One of the paper's goes from each shortlist dim through the next four doublings to
 * the full width.
 * @param dims shortlist dims for the paper's schedules; null: every one in `trained` that leaves room
 * @throws UserError (exit 2) when a schedule does not grow in dims, does not shrink in rows, or is out of range
 */
export function funnelsOf(asked: AskedFunnel, dims: Dims | null, trained: Dims, width: number): Funnel[] {
  if (!('name' in asked)) {
    requireFunnel(asked, width)
    return [asked]
  }
  const roomy = trained.filter((dim) => 16 * dim < width)
  const from = dims ?? roomy
  const tight = from.find((dim) => 16 * dim >= width)
  if (tight !== undefined || from.length === 0) {
    throw usageError(
      'funnel-dims',
      `--funnel ${asked.name} reranks at 2, 4, 8 and 16 times the shortlist dim and at ${width}; ${tight === undefined ? 'no dim leaves' : `${tight} leaves no`} room`,
      ...(roomy.length > 0 ? [`--shortlist ${roomy.join(',')}`] : ['write the schedule out: --funnel 8:50@16,20@32']),
    )
  }
  const sizes = PAPER_SIZES[asked.name]!
  return from.map((dim) => ({
    shortlist: dim,
    stages: [2 * dim, 4 * dim, 8 * dim, 16 * dim, width].map((at, i) => ({ rows: sizes[i]!, dim: at })),
  }))
}

function requireFunnel({ shortlist, stages }: Funnel, width: number): void {
  const text = `--funnel ${shortlist}:${stages.map(({ rows, dim }) => `${rows}@${dim}`).join(',')}`
  const dims = [shortlist, ...stages.map(({ dim }) => dim)]
  const flat = dims.findIndex((dim, i) => i > 0 && dim <= dims[i - 1]!)
  if (flat > 0) {
    throw usageError('funnel-dims', `${text}: dim ${dims[flat]} follows ${dims[flat - 1]}; expected growing dims`)
  }
  const longer = stages.findIndex(({ rows }, i) => i > 0 && rows > stages[i - 1]!.rows)
  if (longer > 0) {
    throw usageError(
      'funnel-rows',
      `${text}: ${stages[longer]!.rows} rows follow ${stages[longer - 1]!.rows}; expected shrinking lists`,
    )
  }
  if (dims[0]! < 1 || stages.some(({ rows }) => rows < 1))
    throw usageError('funnel-rows', `${text}: dims and rows begin at 1`)
  if (dims.at(-1)! > width)
    throw usageError('dims-above', `${text}: dim ${dims.at(-1)}, but the embeddings have ${width} dimensions`)
}
