/** Which dims to evaluate: what the user asked for, what the model declares, and what can be. */
import { usageError } from '../errors.js'
import type { Dims } from '../types.js'

/** A dim to evaluate. */
export interface DimChoice {
  dim: number
  interpolated: boolean // the model declares its dims, and this is none of them
}

/** What `--dims` said: a list, or `all` for the declared or inferred list. */
export type AskedDims = Dims | 'all'

/**
 * Dims for a table of width D. Asked for: those. Else the declared list, else doublings from 8, ending with D.
 * A fixed-feature model (one declared dim, its full width) is scored at its own dim only, or not at all when others
 * were asked for.
 * @throws UserError (exit 2) when a nested table is asked for a dim above its width
 */
export function chooseDims(asked: AskedDims, declared: Dims | null, width: number, name: string): DimChoice[] {
  const inRange = declared?.filter((dim) => dim <= width) ?? []
  const trained = inRange.length > 0 ? inRange : null
  if (trained?.length === 1 && trained[0] === width) {
    return asked === 'all' || asked.includes(width) ? [{ dim: width, interpolated: false }] : []
  }
  const dims = asked === 'all' ? (trained ?? doublings(width)) : asked
  const above = dims.find((dim) => dim > width)
  if (above !== undefined) {
    throw usageError(
      'dims-above',
      `--dims has ${above}; the embeddings of ${name} have ${width} dimensions`,
      `ask for dims from 1 to ${width}`,
    )
  }
  return dims.map((dim) => ({ dim, interpolated: trained !== null && !trained.includes(dim) }))
}

/** 8, 16, 32, … below D, then D. */
export function doublings(width: number, from = 8): Dims {
  const dims: number[] = []
  for (let dim = from; dim < width; dim *= 2) dims.push(dim)
  return [...dims, width]
}
