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
    ties: 'exact search of float32 and reranking share their numbers; codes and theirs are both kept',
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
  indexBytes: {
    name: 'index size',
    formula: 'bytes of the index alone',
    divides: 'nothing; it is a size',
    ties: 'of exact search: bytes of what is searched of a row × rows',
    interval: NONE,
    source: 'MRL (arXiv 2205.13147) appendix reports index sizes',
  },
}
