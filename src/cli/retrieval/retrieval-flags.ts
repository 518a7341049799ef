/** Flags of `retrieval`. */
import { Flags } from '@oclif/core'
import { type AskedFunnel, parseFunnel } from '../../evaluate/funnel.js'
import type { Dims } from '../../types.js'
import { parseDims, positive } from '../flags/flags.js'
import { listOfCounts } from '../flags/list-flags.js'
import { namedPath } from '../flags/path-flags.js'

/** For timing a setting, where no flag says so. */
export const LATENCY_SECONDS = 2

const dimList = (flag: string, summary: string) =>
  Flags.custom<Dims>({ summary, helpValue: '16', parse: async (text) => parseDims(text, flag) })()

export const retrievalFlags = {
  k: listOfCounts('k', 'how many rows of a result count; default 10,25,50,100, or those that fit', '10,100'),
  shortlist: dimList('--shortlist', 'dims of the search that gives a shortlist'),
  rerank: dimList('--rerank', 'dims at which shortlists are reranked; default: the full width'),
  grid: Flags.boolean({ summary: 'every shortlist dim with every larger rerank dim', default: false }),
  'shortlist-size': listOfCounts('shortlist-size', 'rows of a shortlist; default 200', '200'),
  funnel: Flags.custom<AskedFunnel>({
    summary: 'a schedule of the paper (paper-200, paper-400, paper-800), or one of your own',
    helpValue: 'SEARCHDIM:ROWS@DIM,ROWS@DIM',
    parse: async (text) => parseFunnel(text),
  })({ multiple: true, multipleNonGreedy: true }),
  index: Flags.string({
    summary: 'what is searched: exact (the default), or a FAISS factory string; repeat for several',
    helpValue: 'HNSW32',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'ef-search': listOfCounts('ef-search', 'HNSW: rows kept in view while searching', '16,64'),
  nprobe: listOfCounts('nprobe', 'IVF: clusters searched', '1,8'),
  'cluster-dim': dimList('--cluster-dim', 'IVFn,Flat: dims of the clusters, where not those of the search (AdANNS)'),
  qrels: Flags.string({
    summary:
      'relevance judgments (TREC or BEIR) in place of labels, by id; of a BEIR folder, by default its test split',
    helpValue: 'FILE',
  }),
  run: namedPath({
    summary: 'a TREC run of another system, scored on the same queries and judgments; repeat for several',
    helpValue: '[NAME=]FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'write-runs': Flags.string({
    summary: 'also write what every setting found as TREC runs into this folder',
    helpValue: 'FOLDER',
  }),
  latency: Flags.boolean({
    summary: 'measure latency and throughput; the default, except with --grid',
    allowNo: true,
  }),
  'latency-seconds': Flags.custom<number>({
    summary: `stop timing a setting after so many seconds, with fewer than 1,000 queries; default ${LATENCY_SECONDS}`,
    helpValue: 'SECONDS',
    parse: async (text) => positive(text, '--latency-seconds'),
  })(),
}
