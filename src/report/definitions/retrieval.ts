/** Definitions of what says how good ranked lists are. */
import type { Definitions } from '../definitions.js'

const BOOTSTRAP = '95 %, percentile bootstrap of 1,000 resamples of the queries, the same for all settings'
const NOTEBOOK = 'RAIVNLab/MRL retrieval/compute_metrics.ipynb'
const ORDER = 'of rows of equal score the lower comes first; missing rows at the end of a list are misses'

export const RETRIEVAL: Definitions = {
  'map@k': {
    name: 'mean average precision at k',
    formula: 'mean over queries of (1/k) Σ P(j)·rel(j) over j ≤ k, P(j) the share of relevant rows among the first j',
    divides: 'k, so that only a list of k relevant rows has 1',
    ties: `${ORDER}; a query without relevant rows has 0`,
    interval: BOOTSTRAP,
    source: NOTEBOOK,
  },
  'map@k.min': {
    name: 'mean average precision at k, over what is possible',
    formula: 'mean over queries of Σ P(j)·rel(j) over j ≤ k, divided by min(k, R)',
    divides: 'min(k, R), R the relevant rows in the database',
    ties: `${ORDER}; a query without relevant rows has 0`,
    interval: BOOTSTRAP,
    source: 'sentence-transformers InformationRetrievalEvaluator',
  },
  'map@k.hits': {
    name: 'mean average precision at k, over what was found',
    formula: 'mean over queries of Σ P(j)·rel(j) over j ≤ k, divided by the hits',
    divides: 'relevant rows among the first k',
    ties: `${ORDER}; a query without hits has 0`,
    interval: BOOTSTRAP,
    source: 'TorchMetrics retrieval_average_precision',
  },
  'precision@k': {
    name: 'precision at k',
    formula: 'mean over queries of (relevant rows among the first k) / k',
    divides: 'k, also where a list is shorter',
    ties: ORDER,
    interval: BOOTSTRAP,
    source: NOTEBOOK,
  },
  'recall@k': {
    name: 'recall at k',
    formula: 'mean over queries of (relevant rows among the first k) / R',
    divides: 'R, the relevant rows in the database (the notebook: 1,300, a constant of ImageNet)',
    ties: `${ORDER}; a query without relevant rows has 0`,
    interval: BOOTSTRAP,
    source: NOTEBOOK,
  },
  'hit@k': {
    name: 'hit rate at k',
    formula: 'share of queries with any relevant row among the first k',
    divides: 'queries',
    ties: ORDER,
    interval: BOOTSTRAP,
    source: NOTEBOOK,
  },
  'ndcg@k': {
    name: 'normalized discounted cumulative gain at k',
    formula: 'mean over queries of DCG / ideal DCG, DCG = Σ gain(j) / log₂(j + 1) over j ≤ k, gains linear',
    divides: 'the DCG of all gains in the database, from the largest down, cut at k',
    ties: 'by label every gain is 1; a query without relevant rows, and a judged query without a list, has 0',
    interval: BOOTSTRAP,
    source: 'Järvelin and Kekäläinen 2002; trec_eval ndcg_cut, whose values come out',
  },
  'unique@k': {
    name: 'unique classes at k',
    formula: 'mean over queries of how many classes are among the first k',
    divides: 'queries',
    ties: 'by label only; rows of unknown class count for nothing',
    interval: BOOTSTRAP,
    source: 'RAIVNLab/AdANNS',
  },
  'overlap@k': {
    name: 'overlap at k',
    formula: "share of the first k rows of the same model's exact search at full width that are among the first k",
    divides: 'the length of the exact list; an empty one gives 0',
    ties: 'the order within the k does not matter',
    interval: BOOTSTRAP,
    source: 'AdANNS (arXiv 2305.19435), k-recall against exact search',
  },
}
