/** Definitions of what says how many rows are classified rightly. */
import type { Definitions } from '../definitions.js'

const WILSON = '95 %, Wilson'

export const CLASSIFICATION: Definitions = {
  top1: {
    name: 'top-1 accuracy',
    formula: 'mean over labelled rows of 1[rank of the true class among the logits = 1]',
    divides: 'labelled rows; rows of unknown class are left out',
    ties: 'equal logits rank by class number, so that top-1 is argmax',
    interval: WILSON,
    source: 'MRL (arXiv 2205.13147) section 4.1; torchvision accuracy(topk)',
  },
  top5: {
    name: 'top-5 accuracy',
    formula: 'mean over labelled rows of 1[rank of the true class among the logits ≤ 5]',
    divides: 'labelled rows; rows of unknown class are left out',
    ties: 'equal logits rank by class number',
    interval: WILSON,
    source: 'MRL (arXiv 2205.13147) section 4.1; torchvision accuracy(topk)',
  },
  loss: {
    name: 'cross-entropy',
    formula: 'mean of −log softmax(logits)[label], in nats, without smoothing or weights',
    divides: 'labelled rows',
    ties: 'none',
    interval: '95 %, mean ± 1.96 s/√n',
    source: 'torch.nn.CrossEntropyLoss',
  },
  'knn@k': {
    name: 'k-NN accuracy',
    formula:
      'mean over queries of 1[class that most of the k nearest database rows have = label]; votes are unweighted',
    divides: 'queries of known class',
    ties: 'among classes with equal votes the one whose row is nearest wins, and of equal distances the lower row; so knn@1 is 1-NN accuracy. A query that is a row of its own database skips itself',
    interval: WILSON,
    source:
      'MRL (arXiv 2205.13147) section 4.1; scikit-learn votes likewise, but gives ties to the lowest class number',
  },
  retained: {
    name: 'share of full width',
    formula: 'p₁/p₂, the shares of queries that are right by the first k here and at full width in float32',
    divides: 'the value at full width; null when that was not measured, or is 0',
    ties: 'queries that are wrong under both do not enter',
    interval: '95 %, of a ratio of paired proportions; that of the full width is 1, without doubt',
    source: 'Bonett and Price 2006; Fagerland, Lydersen and Laake 2014',
  },
  superclass: {
    name: 'superclass accuracy',
    formula: 'mean over labelled rows of 1[superclass of the predicted class = superclass of the true class]',
    divides: 'labelled rows; of one superclass, its own rows: the recall',
    ties: 'classes without a superclass form one together',
    interval: WILSON,
    source: 'MRL (arXiv 2205.13147) and its reference code, model_analysis',
  },
  'superclass.listed': {
    name: 'superclass accuracy of listed classes',
    formula: 'superclass accuracy of the rows whose class has a superclass',
    divides: 'rows whose class has a superclass',
    ties: 'as superclass',
    interval: WILSON,
    source: 'MRL (arXiv 2205.13147) and its reference code, model_analysis',
  },
  within: {
    name: 'accuracy within a superclass',
    formula: "mean over a superclass's rows of 1[class with the largest logit among its classes = label]",
    divides: "the superclass's rows",
    ties: 'equal logits go to the lower class number; one class alone is always right',
    interval: WILSON,
    source: 'MRL (arXiv 2205.13147) and its reference code, model_analysis',
  },
  rows: {
    name: 'rows',
    formula: 'rows of the data that a class, superclass or frequency group has',
    divides: 'nothing; it is a count',
    ties: 'none',
    interval: 'none',
    source: 'Liu et al. 2019 (arXiv 1904.05160) for groups of classes by frequency',
  },
  'few-shot accuracy': {
    name: 'accuracy of the nearest class mean',
    formula: 'mean over trials of the share of queries whose class has the nearest mean of n drawn rows',
    divides: 'queries that a trial asks; then trials',
    ties: 'cosine: rows are normalized at d, averaged, and the mean normalized again; equally near means go to the lower class number',
    interval:
      '95 %, ± 1.96 s/√b over the b queries, each with its share of right trials; sd is the sample deviation over trials',
    source: "MRL (arXiv 2205.13147) section 5; scikit-learn's NearestCentroid",
  },
  spearman: {
    name: "Spearman's ρ",
    formula: "Pearson's r of the ranks of given scores and of the embeddings' cosines",
    divides: 'the deviations of both sides; null without variation, or with fewer than two pairs',
    ties: 'equal values share the mean of their ranks; a row of zeros has cosine 0',
    interval: '95 %, Fisher z ± 1.96 √((1 + ρ²/2)/(n − 3))',
    source: 'Bonett and Wright 2000; SciPy spearmanr gives the same value',
  },
  pearson: {
    name: "Pearson's r",
    formula: 'Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² · Σ (y − ȳ)²), x given scores, y cosines of the embeddings',
    divides: 'the deviations of both sides; null without variation, or with fewer than two pairs',
    ties: 'a row of zeros has cosine 0',
    interval: '95 %, Fisher z ± 1.96 √(1/(n − 3))',
    source: 'Fisher 1921; SciPy pearsonr gives the same value',
  },
}
