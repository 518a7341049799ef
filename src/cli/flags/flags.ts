/** Flags that several commands share. Each is also an environment variable and a config key of the same name. */
import { Flags } from '@oclif/core'
import { ROLES, type Role, type ToldColumns } from '../../data/columns/columns.js'
import { usageError } from '../../errors.js'
import type { AskedDims } from '../../evaluate/dims.js'
import { doublings } from '../../evaluate/dims.js'
import type { Device, Dims, Distance } from '../../types.js'

/** `8,16,32`, `8..2048` (doublings) or `all`. */
const dimsFlag = Flags.custom<AskedDims>({
  helpValue: '8,16,32',
  parse: async (text) => (text === 'all' ? 'all' : parseDims(text, '--dims')),
})

export const dims = dimsFlag({
  summary: 'dims to score: a list, 8..2048 for doublings, or all the model declares',
  default: 'all',
})

export const distance = Flags.option({
  summary: 'cosine cuts to d and then normalizes at d; l2 and ip use raw prefixes',
  options: ['cosine', 'l2', 'ip'] as const satisfies readonly Distance[],
  default: 'cosine',
})()

export const ks = Flags.custom<number>({
  summary: 'how many neighbors vote; a list gives one result for each',
  helpValue: '1,5',
  multiple: true,
  delimiter: ',',
  default: [1],
  parse: async (text) => positive(text, '--k'),
})()

export const device = Flags.option({
  summary: 'where models and search run; one that is asked for by name must be there',
  options: ['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'dml'] as const satisfies readonly (Device | 'auto')[],
  default: 'auto',
})()

export const threads = Flags.custom<number>({
  summary: 'threads of a session on the CPU; 0 is one for each core',
  default: 0,
  parse: async (text) => positive(text, '--threads', 0, 1024),
})()

export const batch = Flags.custom<number>({
  summary: 'rows per model run',
  default: 64,
  parse: async (text) => positive(text, '--batch'),
})()

export const column = Flags.custom<readonly [Role, string]>({
  summary: 'which column plays a role, where it cannot be told',
  helpValue: `${ROLES.join('|')}=NAME`,
  parse: async (text) => {
    const [role, name] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
    const known = ROLES.find((candidate) => candidate === role)
    if (known === undefined || name === '')
      throw usageError('bad-column', `--column ${text}: expected ROLE=NAME with a ROLE of ${ROLES.join(', ')}`)
    return [known, name]
  },
})({ multiple: true, multipleNonGreedy: true })

export const database = Flags.string({
  summary: 'what is searched: a dataset (with --model) or an embeddings file',
  helpValue: 'PATH',
})
export const queries = Flags.string({
  summary: 'what is searched for: a dataset (with --model) or an embeddings file',
  helpValue: 'PATH',
})
export const databaseLabels = Flags.string({
  summary: 'labels of --database, where it is embeddings or an array without any',
  helpValue: 'FILE',
})
export const queriesLabels = Flags.string({
  summary: 'labels of --queries, where it is embeddings or an array without any',
  helpValue: 'FILE',
})
export const data = Flags.string({
  summary: 'what is scored: a dataset (with --model) or a file that embed wrote',
  helpValue: 'PATH',
})

export const cache = Flags.boolean({
  summary: 'keep embeddings and indexes, so that the next command on the same inputs starts at once',
  allowNo: true,
  default: true,
})

/** Told columns by role. */
export function toldColumns(pairs: readonly (readonly [Role, string])[]): ToldColumns {
  return Object.fromEntries(pairs)
}

/** `8,16,32`, `8..2048` or both, ascending and without repeats. @throws UserError (exit 2) */
export function parseDims(text: string, flag: string): Dims {
  const dims = text.split(',').flatMap((part) => {
    const range = /^(\d+)\.\.(\d+)$/.exec(part.trim())
    if (!range) return [positive(part.trim(), flag)]
    const [from, to] = [positive(range[1]!, flag), positive(range[2]!, flag)]
    if (from > to) throw usageError('bad-dims', `${flag} has ${part}; expected the smaller dim first`)
    return doublings(to, from)
  })
  return [...new Set(dims)].toSorted((a, b) => a - b)
}

export function positive(text: string, flag: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
    throw usageError('bad-number', `${flag} has "${text}"; expected an integer ${range}`)
  }
  return value
}
