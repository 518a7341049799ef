/** Definitions of what a clock says of a search. */
import type { Definitions } from '../definitions.js'

const NONE = 'none'
const CLOCK = 'ours; percentiles by nearest rank (Hyndman and Fan 1996, definition 1)'

export const TIME: Definitions = {
  'latency.p50': {
    name: 'median latency',
    formula: 'milliseconds of one query at a time on one CPU thread, 50th percentile',
    divides: 'nothing; it is a time that was measured',
    ties: 'timed in a process of its own after a warm-up, settings in turns',
    interval: NONE,
    source: CLOCK,
  },
  'latency.p95': {
    name: '95th percentile of latency',
    formula: 'milliseconds of one query at a time on one CPU thread, 95th percentile',
    divides: 'nothing; it is a time that was measured',
    ties: 'as latency.p50',
    interval: NONE,
    source: CLOCK,
  },
  'latency.p99': {
    name: '99th percentile of latency',
    formula: 'milliseconds of one query at a time on one CPU thread, 99th percentile',
    divides: 'nothing; it is a time that was measured',
    ties: 'of fewer than 100 samples it is the largest',
    interval: NONE,
    source: CLOCK,
  },
  'latency.shortlist': {
    name: 'latency of the shortlist',
    formula: 'milliseconds of cutting and normalizing the query and of the search, median',
    divides: 'nothing; it is a time that was measured',
    ties: 'medians of parts need not add up to the median of the whole',
    interval: NONE,
    source: CLOCK,
  },
  'latency.gather': {
    name: 'latency of fetching',
    formula: 'milliseconds of fetching the shortlisted rows, median',
    divides: 'nothing; it is a time that was measured',
    ties: 'as latency.shortlist',
    interval: NONE,
    source: CLOCK,
  },
  'latency.rerank': {
    name: 'latency of reranking',
    formula: 'milliseconds of scoring and ordering the shortlisted rows, median',
    divides: 'nothing; it is a time that was measured',
    ties: 'as latency.shortlist',
    interval: NONE,
    source: CLOCK,
  },
  'latency.copy': {
    name: 'latency of handing over',
    formula: 'milliseconds of handing a query to FAISS, median; part of the shortlist',
    divides: 'nothing; it is a time that was measured',
    ties: 'null for exact search',
    interval: NONE,
    source: CLOCK,
  },
  'latency.samples': {
    name: 'timed queries',
    formula: 'how many queries were timed',
    divides: 'nothing; it is a count',
    ties: 'none',
    interval: NONE,
    source: 'ours',
  },
  qps: {
    name: 'queries per second',
    formula: 'queries / seconds, in batches of 256 on several threads, reranked one by one on one',
    divides: 'the time of all batches',
    ties: 'none',
    interval: NONE,
    source: 'ours',
  },
  'speedup.latency': {
    name: 'times faster',
    formula: "median latency of the same model's exact search at full width / median latency of the setting",
    divides: 'the median latency of the setting',
    ties: 'both were timed in turns, in one process',
    interval: NONE,
    source: 'ours',
  },
  buildSeconds: {
    name: 'time to build the index',
    formula: 'seconds that building the index takes, HNSW graphs on one thread',
    divides: 'nothing; it is a time that was measured',
    ties: 'exact search has no index: null',
    interval: NONE,
    source: 'MRL (arXiv 2205.13147) appendix reports build times',
  },
}
