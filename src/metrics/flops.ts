/**
 * Cost of a retrieval setting in multiply-adds per query, each counted as one, as MRL's published figures do, with
 * N database rows:
 *
 *     exact, SQ, float16, int8 d·N                    published single shots: d·(N + 200), a rerank of 200 rows at the same d
 *     shortlist → rerank       Dₛ·N + K·Dᵣ            K rows reranked at dim Dᵣ
 *     funnel                   Dₛ·N + Σᵢ sᵢ·rᵢ        sᵢ rows reranked at dim rᵢ
 *     IVF, AdANNS-IVF          d_c·n + dₛ·p·N/n       n clusters compared at dim d_c, p lists of N/n rows scanned at dim dₛ
 *     PQ (ours)                2ᵇ·d + M·N             a table of 2ᵇ centroids (b = 8 bits), then M additions a row
 *     IVF + PQ (ours)          d·n + p·(2ᵇ·d + M·N/n) a table for each list, for codes are of what the centroid leaves over
 *     binary (ours)            ⌈d/64⌉·N               XOR, bit count and addition of a 64-bit word count as one, as PQ's additions do
 *     OPQ (ours)               d·o more               a rotation to o dims (o = d unless given), which all else then has
 *
 * HNSW and whatever else has no formula: null. Lists are taken as equally long; equal costs are not told apart.
 * Source: MRL (arXiv 2205.13147) appendix: its 90 adaptive and single-shot points and its 5 funnel points come out to the
 * printed decimals (test/metrics/flops.test.ts). AdANNS (arXiv 2305.19435) figure 2 for IVF. "Ours" is in neither.
 */
import type { IndexSpec, Setting, Stage } from '../types.js'

/** @returns multiply-adds per query of reranking stages */
export function rerankMacs(stages: readonly Stage[]): number {
  return stages.reduce((sum, { rows, dim }) => sum + rows * dim, 0)
}

/** @returns multiply-adds per query of an IVF search: clusters compared at one dim, lists scanned at another */
export function ivfMacs(rows: number, clusters: number, probes: number, clusterDim: number, scanDim: number): number {
  return clusterDim * clusters + (scanDim * probes * rows) / clusters
}

const WORD = 64 // bits

const FACTORY =
  /^(?:OPQ\d+(?:_(?<rotated>\d+))?,)?(?:IVF(?<clusters>\d+),)?(?:(?<plain>exact|Flat|SQ\w+)|PQ(?<parts>\d+)(?:x(?<bits>\d+))?(?:np)?)$/

/**
 * @param rows of the database
 * @param dim that is searched
 * @returns multiply-adds per query of a search in the index; null: no formula
 */
export function indexMacs(
  { factory, clusterDim, nprobe, coding }: IndexSpec,
  rows: number,
  dim: number,
): number | null {
  if (coding?.precision === 'binary') return Math.ceil(dim / WORD) * rows
  const found = FACTORY.exec(factory)
  if (found === null) return null
  const { rotated, clusters, plain, parts, bits } = found.groups!
  const rotation = factory.startsWith('OPQ') ? dim * Number(rotated ?? dim) : 0
  const width = Number(rotated ?? dim)
  const table = plain === undefined ? 2 ** Number(bits ?? 8) * width : 0
  const perRow = plain === undefined ? Number(parts) : width
  if (clusters === undefined) return rotation + table + perRow * rows
  const probes = nprobe ?? 1
  return rotation + ivfMacs(rows, Number(clusters), probes, clusterDim ?? width, perRow) + probes * table
}

/** @returns multiply-adds per query of a setting: its search, then its reranking; null: the index has no formula */
export function settingMacs(
  { index, shortlist, stages }: Pick<Setting, 'index' | 'shortlist' | 'stages'>,
  rows: number,
): number | null {
  const macs = indexMacs(index, rows, shortlist)
  return macs === null ? null : macs + rerankMacs(stages)
}
