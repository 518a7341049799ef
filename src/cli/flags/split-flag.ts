/** `--split`: which split of a dataset, or array of a file, a path stands for. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'
import type { NamedPath } from './path-flags.js'

const ROLES = ['data', 'database', 'queries', 'holdout', 'train'] as const
type SplitRole = (typeof ROLES)[number]

export interface Split {
  role: SplitRole | null // null: of every path
  name: string
}

export const split = Flags.custom<Split>({
  summary: 'the split, or array, of paths that hold several; PATH#NAME says the same of one path',
  helpValue: `[${ROLES.join('|')}=]NAME`,
  parse: async (text) => {
    const role = ROLES.find((candidate) => text.startsWith(`${candidate}=`)) ?? null
    const name = role === null ? text : text.slice(role.length + 1)
    if (name === '') throw usageError('bad-split', `--split ${text}: expected NAME or ROLE=NAME`)
    return { role, name }
  },
})({ multiple: true, multipleNonGreedy: true })

/**
 * Flags with `#NAME` after their paths.
 * @param strict a split of a path that is not given is an error, too
 * @throws UserError (exit 2) for two splits of one role
 */
export function withSplits<Flags extends object>(flags: Flags, splits: readonly Split[], strict: boolean): Flags {
  const twin = splits.find(({ role }, i) => splits.findIndex((other) => other.role === role) < i)
  if (twin !== undefined)
    throw usageError(
      'split-twice',
      `--split names two splits of ${twin.role === null ? 'every path' : `--${twin.role}`}`,
    )
  const changed: Partial<Record<SplitRole, unknown>> = {}
  for (const role of ROLES) {
    const value = (flags as Partial<Record<SplitRole, unknown>>)[role]
    const own = splits.find((candidate) => candidate.role === role)
    if (strict && value === undefined && own !== undefined)
      throw usageError('split-unused', `--split ${role}=${own.name}: there is no --${role}`)
    const name = (own ?? splits.find((candidate) => candidate.role === null))?.name
    if (value !== undefined && name !== undefined) changed[role] = withPart(value, name)
  }
  return { ...flags, ...changed }
}

/** Of a path, a named path, or several. */
function withPart(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withPart(item, part))
  if (typeof value === 'string') return `${value}#${part}`
  const named = value as NamedPath
  return { ...named, path: `${named.path}#${part}` }
}
