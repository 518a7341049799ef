/** Rows by their first d numbers, as points in the plane: PCA and UMAP. */
import { UMAP } from 'umap-js'
import type { PrefixMap } from '../exhibits.js'
import { centredProducts, nearestRows, type Plane, principalPlane } from '../math/plane.js'
import { seeded } from '../math/random.js'
import type { Dims, Distance, Vectors } from '../types.js'

/** UMAP's own default. */
const NEIGHBORS = 15

/** Fewer rows make no map. */
const LEAST = 3

/** Rows that are drawn. */
export interface MapRows {
  vectors: Vectors
  ids: readonly string[]
  groups: readonly (string | null)[] // by which points are told apart
  of: number // rows of which these were drawn
}

/**
 * A map of each method at each dim, dim by dim, made when it is asked for; none of less than three rows, and by UMAP none of 15
 * or less. For cosine, rows are brought to length 1 at d; else they are
 * raw prefixes, compared by their distance.
 * PCA: the sign of a component is free; it is chosen so that the map looks like the one before it.
 * UMAP: McInnes, Healy, Melville 2018, with 15 neighbors, found exactly, and a least distance of 0.1.
 * @param seed of UMAP, at every dim the same
 */
export function* prefixMaps(
  model: string,
  { vectors, ids, groups, of }: MapRows,
  dims: Dims,
  distance: Distance,
  seed: number,
): Generator<PrefixMap> {
  const count = vectors.rows
  if (count < LEAST) return
  let before: Plane | null = null
  for (const dim of dims) {
    const map = (method: PrefixMap['method'], { x, y, explained }: Plane): PrefixMap => {
      const points = ids.map((id, i) => ({ id, label: groups[i]!, x: x[i]!, y: y[i]! }))
      return { model, dim, method, explained, of, points }
    }
    const products = centredProducts(vectors, dim, distance === 'cosine')
    const plane = turned(principalPlane(products, count), before)
    before = plane
    yield map('pca', plane)
    if (count > NEIGHBORS) yield map('umap', umapPlane(products, count, seed))
  }
}

/** Mirrored, where that brings the rows closer to where they were. */
function turned(plane: Plane, before: Plane | null): Plane {
  if (before === null) return plane
  const mirrored = (axis: 'x' | 'y') => {
    const agreement = plane[axis].reduce((sum, value, i) => sum + value * before[axis][i]!, 0)
    return agreement < 0 ? plane[axis].map((value) => -value) : plane[axis]
  }
  return { ...plane, x: mirrored('x'), y: mirrored('y') }
}

function umapPlane(products: Float64Array, rows: number, seed: number): Plane {
  const random = seeded(seed)
  const umap = new UMAP({ nNeighbors: NEIGHBORS, minDist: 0.1, random: () => random.below(2 ** 30) / 2 ** 30 })
  const { indices, distances } = nearestRows(products, rows, NEIGHBORS)
  umap.setPrecomputedKNN(indices, distances)
  const points = umap.fit(indices.map(() => [])) // of the rows themselves only their number is needed
  return {
    x: Float64Array.from(points, ([x]) => x!),
    y: Float64Array.from(points, ([, y]) => y!),
    explained: null,
  }
}
