/** Which arrays of a file that holds several are the columns of a table. */
import { dataError, UserError, usageError } from '../../errors.js'
import { holding } from '../files/source.js'
import type { ArrayColumn } from './array-rows.js'

/** An array in a file. */
export interface Member {
  name: string // with the groups that it is in: a/b/c
  shape: readonly number[]
  /** @param name of the column; null: by what the array looks like. @throws UserError for what is not read */
  column(name: string | null): ArrayColumn | Promise<ArrayColumn>
}

export interface MemberTable {
  rows: number
  members: readonly { member: Member; name: string | null }[] // and the names of their columns
}

/** Names that say nothing: what NumPy calls arrays that were given none. */
const NAMELESS = /^arr_\d+$/

/**
 * The array or group that `part` names; without it all arrays, as columns of their own names.
 * @param path for errors
 * @throws UserError (exit 2) when the part is not there, and for several arrays of different lengths; (exit 3) without
 * any array of rows
 */
export function chooseMembers(path: string, part: string | null, all: readonly Member[]): MemberTable {
  const members = all.filter(({ shape }) => shape.length > 0) // one number is no column
  if (members.length === 0) throw dataError('no-rows', `${path} holds no arrays of rows`)
  const wanted = part === null ? null : part.replaceAll(/^\/+|\/+$/g, '')
  const exact = members.find(({ name }) => name === wanted)
  const found = exact === undefined ? inGroup(members, wanted ?? '') : [exact]
  if (found.length === 0) throw listed('no-such-split', `${path} has no array "${part}"`, path, members)
  const rows = found[0]!.shape[0]!
  if (!haveOneLength(found)) {
    const whole = wanted === null ? path : `${path}#${wanted}`
    const error = listed('split-missing', `${whole} holds arrays of different lengths`, path, found)
    throw holding(
      error,
      tablesIn(wanted ?? '', found).map((name) => `${path}#${name}`),
    )
  }
  if (found.some(({ shape }) => shape.slice(1).includes(0)))
    throw dataError('npy-shape', `${path} holds ${found.map(described).join(', ')}; expected rows of numbers`)
  if (exact !== undefined) return { rows, members: [{ member: exact, name: null }] }
  const names = found.map(({ name }) => name.slice(name.lastIndexOf('/') + 1))
  return {
    rows,
    members: found.map((member, i) => {
      const own = names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : member.name
      return { member, name: NAMELESS.test(own) ? namelessName(found, member) : own }
    }),
  }
}

function inGroup(members: readonly Member[], group: string): readonly Member[] {
  return group === '' ? members : members.filter(({ name }) => name.startsWith(`${group}/`))
}

/** The largest groups of arrays of one length, and arrays that are in none. @param group "" is the whole file */
function tablesIn(group: string, members: readonly Member[]): string[] {
  const begin = group === '' ? 0 : group.length + 1
  const parts = new Set(members.map(({ name }) => name.slice(0, begin) + name.slice(begin).split('/')[0]!))
  return [...parts].flatMap((part) => {
    const own = members.filter(({ name }) => name === part || name.startsWith(`${part}/`))
    return haveOneLength(own) ? [part] : tablesIn(part, own)
  })
}

function haveOneLength(members: readonly Member[]): boolean {
  return members.every(({ shape }) => shape[0] === members[0]!.shape[0])
}

/** Named by what it looks like, where no other array looks so. */
function namelessName(found: readonly Member[], member: Member): string | null {
  const axes = ({ shape }: Member) => Math.min(shape.length, 3)
  return found.filter((other) => axes(other) === axes(member)).length === 1 ? null : member.name
}

function described({ name, shape }: Member): string {
  return `${name} (${shape.join(', ')})`
}

function listed(code: string, what: string, path: string, members: readonly Member[]): UserError {
  const pick = `say which: ${path}#${members[0]!.name}`
  return usageError(code, `${what}; it has ${members.map(described).join(', ')}`, pick)
}

/** The chosen arrays as columns. @param path for errors @throws UserError for what is not read */
export async function memberColumns(path: string, { members }: MemberTable): Promise<ArrayColumn[]> {
  const columns: ArrayColumn[] = []
  try {
    for (const { member, name } of members) columns.push(await member.column(name))
  } catch (error) {
    if (!(error instanceof UserError) || members.length === 1) throw error
    throw holding(
      error,
      members.map(({ member }) => `${path}#${member.name}`),
    )
  }
  return columns
}
