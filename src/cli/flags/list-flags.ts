/** Flags whose value is a comma-separated list; each may be given several times, too. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import { positive } from './flags.js'

/** Values that are among those that are known. @param flag its name */
export const listOf = <Name extends string>(flag: string, known: readonly Name[], summary: string, helpValue: string) =>
  Flags.custom<Name>({
    summary,
    helpValue,
    multiple: true,
    delimiter: ',',
    parse: async (text) => {
      const found = known.find((name) => name === text)
      if (found === undefined) throw usageError(`bad-${flag}`, `--${flag} has "${text}"; expected ${known.join(', ')}`)
      return found
    },
  })()

/** Integers of at least 1. @param flag its name */
export const listOfCounts = (flag: string, summary: string, helpValue: string) =>
  Flags.custom<number>({
    summary,
    helpValue,
    multiple: true,
    delimiter: ',',
    parse: async (text) => positive(text, `--${flag}`),
  })()
