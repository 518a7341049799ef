/** Definitions of what says how good a cascade of heads is, and what it costs. */
import type { Definitions } from '../definitions.js'

const CASCADES = 'RAIVNLab/MRL model_analysis/Model_Cascades.ipynb'

export const CASCADE: Definitions = {
  'adaptive-classify accuracy': {
    name: 'accuracy of the head that answers',
    formula: 'share of rows whose answering head predicts their class',
    divides: 'labelled rows; over splits the mean, with the population deviation sd',
    ties: 'a head answers when its confidence is greater than its threshold; the last always does',
    interval: "95 %, Wilson; over splits ± 1.96 s/√n of the rows' own means",
    source: CASCADES,
  },
  expectedDim: {
    name: 'expected dims',
    formula: 'mean over rows of the dim of the head that answered',
    divides: 'labelled rows',
    ties: 'the oracle charges a row that no head has right to the largest',
    interval: '95 %, mean ± 1.96 s/√n',
    source: CASCADES,
  },
  cumulativeDim: {
    name: 'cumulative dims',
    formula:
      'mean over rows of the sum of the dims of all heads up to the one that answered: the cost of separate heads',
    divides: 'labelled rows',
    ties: 'the vote asks all heads',
    interval: '95 %, mean ± 1.96 s/√n',
    source: CASCADES,
  },
  ece: {
    name: 'expected calibration error',
    formula: 'Σ n_b/n · |accuracy of bin b − mean confidence of bin b| over 15 equal bins of softmax confidence',
    divides: 'rows; bins without any count for nothing',
    ties: 'bins are (low, high], and 0 is in the first',
    interval: 'none: it is no mean over rows',
    source: 'Guo et al. 2017 (arXiv 1706.04599) section 2',
  },
  kept: {
    name: 'promises kept',
    formula: 'share of splits whose scored rows bear out what was promised of the chosen cascade',
    divides: 'splits',
    ties: 'none',
    interval: 'none: splits share rows',
    source: 'ours; promises by Angelopoulos et al. 2021, Learn then Test (arXiv 2110.01052)',
  },
}
