/** Flags of `advise`. */
import { Flags } from '@oclif/core'
import { usageError } from '../errors.js'
import type { Cheapest } from '../evaluate/advise/advise.js'
import type { RerankOn } from '../evaluate/advise/costs.js'
import { ENGINE_NAMES } from '../evaluate/advise/engine-limits.js'
import type { Condition } from '../evaluate/advise/keys.js'
import { parseBytes, parseCount, parseMilliseconds, parsePositive, parseShare } from './quantities.js'

const metric = Flags.string({
  summary: 'what the settings are ranked by; default the main one: knn@1, map@10, top1, accuracy or spearman',
  helpValue: 'map@10',
})

const where = Flags.custom<Condition>({
  summary: 'only rows with that key, such as model=MRL or shots=5',
  helpValue: 'KEY=VALUE',
  parse: async (text) => {
    const at = text.indexOf('=')
    if (at > 0 && at < text.length - 1) return { key: text.slice(0, at), value: text.slice(at + 1) }
    throw usageError('bad-where', `--where ${text}: expected KEY=VALUE`, '--where model=MRL')
  },
})({ multiple: true, multipleNonGreedy: true })

const vectors = Flags.custom<number>({
  summary: 'how many vectors are to be stored and searched',
  helpValue: '50M',
  parse: async (text) => parseCount(text, '--vectors'),
})()

const memory = Flags.custom<number>({
  summary: 'at most so many bytes in memory; 100GB is 10⁹ bytes a GB, 100GiB 2³⁰',
  helpValue: '100GB',
  parse: async (text) => parseBytes(text, '--memory'),
})()

const storage = Flags.custom<number>({
  summary: 'at most so many bytes stored, wherever they lie',
  helpValue: '500GB',
  parse: async (text) => parseBytes(text, '--storage'),
})()

const rerankOn = Flags.option({
  summary: 'where the vectors lie that reorder what was found',
  options: ['memory', 'disk'] as const satisfies readonly RerankOn[],
  default: 'memory',
})()

const maxLoss = Flags.custom<number>({
  summary: 'at most so much less than the full width; 0.01 is one point',
  helpValue: '0.01',
  parse: async (text) => {
    const share = parseShare(text, '--max-loss', '0.01 for one point')
    if (share < 1) return share
    throw usageError(
      'bad-share',
      `--max-loss has "${text}", which is all there is; expected less than 1`,
      '--max-loss 0.01',
    )
  },
})()

const sure = Flags.boolean({
  summary: 'the loss must be that small at 95 % confidence, not only as measured',
  default: false,
})

const mflops = Flags.custom<number>({
  summary: 'at most so many million multiply-adds a query',
  helpValue: '100',
  parse: async (text) => parsePositive(text, '--mflops'),
})()

const latency = Flags.custom<number>({
  summary: 'at most so long a query takes (median, one query at a time)',
  helpValue: '5ms',
  parse: async (text) => parseMilliseconds(text, '--latency'),
})()

const recall = Flags.custom<number>({
  summary: "at least this share of the rows that exact search at full width finds (retrieval's overlap)",
  helpValue: '0.95',
  parse: async (text) => parseShare(text, '--recall', '0.95'),
})()

const expectedDim = Flags.custom<number>({
  summary: 'for cascades: at most so many dims on average',
  helpValue: '64',
  parse: async (text) => parsePositive(text, '--expected-dim'),
})()

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
  latency,
  recall,
  'expected-dim': expectedDim,
  engine,
  cheapest,
  reference,
}
