/** Flags that say which outputs of a model are what, where names and shapes do not tell. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import type { ToldOutputs } from '../../model/output-shape.js'
import type { Dims } from '../../types.js'
import { parseDims, positive } from './flags.js'

export const modelOutputs = {
  'embedding-output': Flags.string({ summary: 'the output that is the embedding', helpValue: 'NAME' }),
  'logits-output': Flags.custom<{ dim: number | null; name: string }>({
    summary: 'an output that is the logits of the head at DIM, or of all heads stacked',
    helpValue: '[DIM=]NAME',
    parse: async (text) => {
      const split = /^(\d+)=(.+)$/.exec(text)
      return split ? { dim: positive(split[1]!, '--logits-output'), name: split[2]! } : { dim: null, name: text }
    },
  })({ multiple: true, multipleNonGreedy: true }),
  'logits-layout': Flags.option({
    summary: 'axes of stacked logits: heads first, or batch first',
    options: ['gbc', 'bgc'] as const,
  })(),
  'model-dims': Flags.custom<Dims>({
    summary: 'nesting dims of a model that does not declare them',
    helpValue: '8,16,32',
    parse: async (text) => {
      const dims = parseDims(text, '--model-dims')
      if (dims.join() === text.replaceAll(/\s/g, '') || text.includes('..')) return dims
      throw usageError('bad-dims', `--model-dims has ${text}; expected dims in ascending order, as the heads stand`)
    },
  })(),
}

/** Told outputs, leaving out what was not said. */
export function toldOutputs(flags: {
  'embedding-output': string | undefined
  'logits-output': { dim: number | null; name: string }[] | undefined
  'logits-layout': 'gbc' | 'bgc' | undefined
}): ToldOutputs {
  return {
    ...(flags['embedding-output'] === undefined ? {} : { embedding: flags['embedding-output'] }),
    ...(flags['logits-output'] === undefined ? {} : { logits: flags['logits-output'] }),
    ...(flags['logits-layout'] === undefined ? {} : { layout: flags['logits-layout'] }),
  }
}
