/** Definitions of what a search costs. */
import type { Definitions } from '../definitions.js'

const NONE = 'none'

export const COST: Definitions = {
  mflops: {
    name: 'MFLOPs',
    formula: 'multiply-adds of a query in millions: d·N for a search of N rows, and rows·dim for every reranking',
    divides: 'queries; a multiply-add counts as one',
    ties: 'IVF: c·n + d·p·N/n; PQ: 256·d + M·N (ours); HNSW has no formula: null',
    interval: NONE,
    source: 'MRL (arXiv 2205.13147) appendix, whose published points come out; AdANNS (arXiv 2305.19435) for IVF',
  },
  'speedup.flops': {
    name: 'times fewer MFLOPs',
    formula: 'D·N / multiply-adds of the setting, D the full width of the same model',
    divides: 'the multiply-adds of the setting',
    ties: 'null where they have no formula',
    interval: NONE,
    source: 'MRL (arXiv 2205.13147) section 4.3',
  },
  bytesPerVector: {
    name: 'bytes per vector',
    formula: 'bytes in memory for a row: of the index and, for reranking, of the numbers up to the last dim',
    divides: 'rows of the database',
    ties: 'exact search and reranking share their numbers',
    interval: NONE,
    source: 'ours',
  },
  'bytesPerVector.rescore': {
    name: 'bytes per vector for rescoring',
    formula: 'bytes of the float32 numbers of a row that only rescoring reads; part of bytesPerVector',
    divides: 'rows of the database',
    ties: 'they are read for a few rows only, and may stay on disk',
    interval: NONE,
    source: 'ours',
  },
  compression: {
    name: 'times smaller',
    formula: 'bytes of a vector in float32 at full width / bytes of what is searched of it',
    divides: '4·d, 2·d, d or ⌈d/8⌉ bytes, as float32, float16, int8 or bits',
    ties: 'what only rescoring reads does not count',
    interval: NONE,
    source: 'ours',
  },
  memoryBytes: {
    name: 'memory',
    formula: 'bytes in memory for a row × vectors that are to be searched',
    divides: 'nothing; it is a size',
    ties: 'what reranks counts unless it lies on disk; of an index it is scaled from what was measured',
    interval: NONE,
    source: 'ours',
  },
  storageBytes: {
    name: 'storage',
    formula: 'bytes of all that is stored of a row × vectors that are to be stored',
    divides: 'nothing; it is a size',
    ties: 'exact search and reranking share their numbers',
    interval: NONE,
    source: 'ours',
  },
  qualityLoss: {
    name: 'loss',
    formula: 'value of the reference − value of the setting',
    divides: 'nothing; it is a difference',
    ties: 'the reference beside itself loses 0, for sure',
    interval: "95 %: of the share that is kept where the queries are paired, else Newcombe's hybrid of both intervals",
    source: 'Newcombe 1998, method 10; Zou and Donner 2008 for means',
  },
  indexBytes: {
    name: 'index size',
    formula: 'bytes of the index alone',
    divides: 'nothing; it is a size',
    ties: 'exact search has no index: null',
    interval: NONE,
    source: 'MRL (arXiv 2205.13147) appendix reports index sizes',
  },
}
