/** Definitions of what settings would need and lose. */
import type { Definitions } from '../definitions.js'

export const ADVICE: Definitions = {
  qualityLoss: {
    name: 'loss',
    formula: 'quality of the reference less that of the setting; the reference is the best full width: exact, float32',
    divides: 'nothing; points are hundredths of it',
    ties: 'below 0 where the setting is better',
    interval:
      "Newcombe's hybrid of both intervals, wider than need be on the same queries; from retained where the report has its interval",
    source:
      'Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10; Zou and Donner 2008',
  },
  memoryBytes: {
    name: 'bytes in memory',
    formula:
      'N · (4·d in float32, 2·d in float16, d in int8, ⌈d/8⌉ in binary), or what a FAISS index takes; with the vectors that rerank, unless they lie on disk',
    divides: 'nothing; GB are 10⁹ bytes',
    ties: 'a short float32 vector is a part of the long one: one copy; headers of a database are not counted',
    interval: 'none',
    source: 'ours; MRL (arXiv 2205.13147) counts vectors alike',
  },
  storageBytes: {
    name: 'bytes stored',
    formula: 'what is searched and what reranks, wherever it lies',
    divides: 'nothing; GB are 10⁹ bytes',
    ties: 'as memoryBytes',
    interval: 'none',
    source: 'ours',
  },
}
