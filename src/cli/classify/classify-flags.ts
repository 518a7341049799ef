/** Flags of `classify` for several datasets and for groups of classes. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import type { FrequencyBounds } from '../../metrics/frequency.js'
import { namedPath } from '../flags/path-flags.js'

export const dataSets = namedPath({
  summary: 'what is scored: a dataset (with --model) or a file that embed wrote; repeat for several',
  multiple: true,
  multipleNonGreedy: true,
})

export const classFlags = {
  'class-subset': namedPath({
    summary:
      'only these classes compete: a JSON array or lines of names or numbers, for all --data or the one of that name',
    helpValue: '[NAME=]FILE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'per-class': Flags.boolean({
    summary: 'also score every class, and say how its accuracy goes with the dim',
    default: false,
  }),
  superclasses: Flags.string({
    summary: 'also score superclasses: a CSV file "class,superclass", or a JSON object',
    helpValue: 'FILE',
  }),
  frequency: Flags.custom<FrequencyBounds>({
    summary: 'also score classes with few (< 20), medium and many (> 100) rows in --train',
    helpValue: '20,100',
    parse: async (text) => {
      const [, low, high] = (/^(\d+),(\d+)$/.exec(text) ?? []).map(Number)
      if (low === undefined || high === undefined || low > high)
        throw usageError(
          'bad-frequency',
          `--frequency has "${text}"; expected two counts of rows`,
          '--frequency 20,100',
        )
      return [low, high]
    },
  })(),
}
