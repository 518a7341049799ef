/** Flags of `compare`. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { OUTCOME_METRICS, type OutcomeMetric, parseOutcomeMetric } from '../../evaluate/outcome-metrics.js'
import { RENDERERS } from '../../report/index.js'
import { outputTo } from '../report/result-flags.js'

const metric = Flags.custom<OutcomeMetric>({
  summary: `what is compared: ${OUTCOME_METRICS}; default top1, or knn@1 where there are no heads`,
  helpValue: 'knn@1,map@10',
  multiple: true,
  delimiter: ',',
  parse: async (text) => {
    const known = parseOutcomeMetric(text)
    if (known === null) throw usageError('bad-metric', `--metric has "${text}"; expected ${OUTCOME_METRICS}`)
    return known
  },
})()

const reference = Flags.string({
  summary:
    'the model, family of models (FF for FF-8, FF-16, …) or file that all others are compared with; default the first',
  helpValue: 'NAME',
})

const margin = Flags.custom<number>({
  summary: 'how much worse a smaller dim may be and still count as the same',
  helpValue: '0.01',
  default: 0.01,
  parse: async (text) => {
    const value = Number(text)
    if (/^(\d+\.?\d*|\.\d+)$/.test(text) && value > 0 && value < 1) return value
    throw usageError(
      'bad-margin',
      `--margin has "${text}"; expected a number above 0 and below 1, such as 0.01 for one point`,
    )
  },
})()

const REPORTS = Object.keys(RENDERERS).filter((extension) => extension !== '.arrow')

const output = outputTo(
  `also write the result to a file (${REPORTS.join(', ')}), or the outcome of each row (.arrow), to compare with later`,
)

export const compareFlags = { metric, reference, margin, output }
