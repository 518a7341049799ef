/**
 * Cost of a retrieval setting in multiply-adds per query, each counted as one, as MRL's published figures do:
 *
 *     single shot, published   d·(N + K)              with the phantom rerank of K = 200 rows at the same d that the
 *                                                     published table includes
 *     shortlist → rerank       Dₛ·N + K·D_r
 *     funnel                   Dₛ·N + Σᵢ sᵢ·rᵢ         sᵢ rows reranked at dim rᵢ
 *     IVF, AdANNS-IVF          d_c·k + dₛ·p·N/k        k clusters, p of them probed
 *
 * HNSW has no formula. Source: MRL (arXiv 2205.13147) appendix; reproduces its 90 adaptive and single-shot points and its
 * 5 funnel points to the printed decimals (test/metrics/flops.test.ts). AdANNS (arXiv 2305.19435) figure 2 for IVF.
 */

/** One reranking step: so many rows at this dim. */
export interface Stage {
  rows: number
  dim: number
}

/** @returns multiply-adds per query of an exact scan at `shortlist` dims followed by reranking stages */
export function scanMacs(rows: number, shortlist: number, stages: readonly Stage[]): number {
  return shortlist * rows + stages.reduce((sum, stage) => sum + stage.rows * stage.dim, 0)
}

/** @returns multiply-adds per query of an IVF search: clusters compared at one dim, lists scanned at another */
export function ivfMacs(
  rows: number,
  clusters: number,
  probes: number,
  clusterDim: number,
  scanDim: number,
): number {
  return clusterDim * clusters + (scanDim * probes * rows) / clusters
}
