/** Flags of `advise`. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import type { Cheapest } from '../../evaluate/advise/advise.js'
import type { RerankOn } from '../../evaluate/advise/costs.js'
import { ENGINE_NAMES } from '../../evaluate/advise/engine-limits.js'
import type { Condition } from '../../math/row-keys.js'
import { parseBytes, parseCount, parseMilliseconds, parsePositive, parseShare } from './quantities.js'

/** @param parse of the flag's text; the flag is named in its errors */
const amount = (flag: string, parse: (text: string, flag: string) => number, summary: string, helpValue: string) =>
  Flags.custom<number>({ summary, helpValue, parse: async (text) => parse(text, `--${flag}`) })()

/** Less than all there is. */
function parseLoss(text: string, flag: string): number {
  const share = parseShare(text, flag, '0.01 for one point')
  if (share < 1) return share
  throw usageError('bad-share', `${flag} has "${text}", which is all there is; expected less than 1`, `${flag} 0.01`)
}

const metric = Flags.string({
  summary: 'what the settings are ranked by; default the main one: knn@1, map@10, top1, accuracy or spearman',
  helpValue: 'map@10',
})

const where = Flags.custom<Condition>({
  summary: 'only settings with that key, such as model=MRL, shots=5 or funnel=200@32,100@64; null: without it',
  helpValue: 'KEY=VALUE',
  parse: async (text) => {
    const at = text.indexOf('=')
    const [key, value] = [text.slice(0, at), text.slice(at + 1)]
    if (at > 0 && value !== '') return { key, value: value === 'null' ? null : value }
    throw usageError('bad-where', `--where ${text}: expected KEY=VALUE`, '--where model=MRL')
  },
})({ multiple: true, multipleNonGreedy: true })

const vectors = amount('vectors', parseCount, 'how many vectors are to be stored and searched', '50M')

const memory = amount(
  'memory',
  parseBytes,
  'at most so many bytes in memory; 100GB is 10⁹ bytes a GB, 100GiB 2³⁰',
  '100GB',
)

const storage = amount('storage', parseBytes, 'at most so many bytes stored, wherever they lie', '500GB')

const rerankOn = Flags.option({
  summary: 'where the vectors lie that reorder what was found',
  options: ['memory', 'disk'] as const satisfies readonly RerankOn[],
  default: 'memory',
})()

const maxLoss = amount('max-loss', parseLoss, 'at most so much less than the full width; 0.01 is one point', '0.01')

const sure = Flags.boolean({
  summary: 'the loss must be that small at 95 % confidence, not only as measured',
  default: false,
})

const mflops = amount('mflops', parsePositive, 'at most so many million multiply-adds a query', '100')

const maxLatency = amount(
  'max-latency',
  parseMilliseconds,
  'at most so long a query takes (median, one query at a time)',
  '5ms',
)

const recall = amount(
  'recall',
  (text, flag) => parseShare(text, flag, '0.95'),
  "at least this share of the rows that exact search at full width finds (retrieval's overlap)",
  '0.95',
)

const expectedDim = amount('expected-dim', parsePositive, 'for cascades: at most so many dims on average', '64')

const engine = Flags.option({
  summary: 'a vector database whose limits of dims must be kept',
  options: ENGINE_NAMES,
})()

const cheapest = Flags.option({
  summary: 'what is to be cheap; default memory, and of equals multiply-adds',
  options: ['memory', 'storage', 'mflops', 'latency'] as const satisfies readonly Cheapest[],
})()

const reference = Flags.string({
  summary: 'the model whose full width losses are held against; default the best',
  helpValue: 'NAME',
})

export const adviseFlags = {
  vectors,
  memory,
  storage,
  'rerank-on': rerankOn,
  'max-loss': maxLoss,
  sure,
  metric,
  where,
  mflops,
  'max-latency': maxLatency,
  recall,
  'expected-dim': expectedDim,
  engine,
  cheapest,
  reference,
}
