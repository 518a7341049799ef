/** Numbered columns that are one vector: `dim_0`, `dim_1`, …, as data frames are written. */
import { isNameOf } from '../columns/roles.js'

/** Columns that belong together. */
export interface Run {
  name: string // of the vector
  members: readonly string[] // in the order of their numbers
}

/** Stems that say no more than that there are numbers: what they number is an embedding. */
const PLAIN = new Set(
  `x v d e f c dim dims emb embed embedding embeddings vec vector feat feature features col column value latent pc`
    .split(' ')
    .concat(''),
)

/** Roles that numbers of these names play one by one. */
const APART = ['label', 'id', 'score'] as const

/**
 * Names with one stem and consecutive numbers from 0 or 1 on, two or more of them. A run is called `embedding` where its
 * stem says no more than that and there is one such run; others are called by their stems (`pixel_0`, … are `pixel`).
 * Labels, ids and scores stay columns of their own (`label_1`, `label_2`).
 */
export function numberedRuns(columns: readonly string[]): Run[] {
  const stems = new Map<string, Map<number, string>>()
  for (const name of columns) {
    const digits = /\d+$/.exec(name)?.[0]
    if (digits === undefined) continue
    const stem = name.slice(0, -digits.length)
    const members = stems.get(stem) ?? new Map<number, string>()
    stems.set(stem, members.set(Number(digits), name))
  }
  const runs = [...stems]
    .map(([stem, members]) => ({ stem, members: [...members].toSorted(([a], [b]) => a - b) }))
    .filter(({ members }) => isConsecutive(members.map(([number]) => number)))
    .map(({ stem, members }) => ({ word: stem.replace(/[\s._-]+$/, ''), members: members.map(([, name]) => name) }))
    .filter(({ word }) => !APART.some((role) => isNameOf(word, role)))
  const isPlain = ({ word }: { word: string }) => PLAIN.has(word.toLowerCase())
  const isOne = runs.filter(isPlain).length === 1
  return runs.map((run) => {
    const names = [...(isOne && isPlain(run) ? ['embedding'] : []), run.word]
    const free = names.find((name) => name !== '' && !columns.includes(name))
    return { name: free ?? `${run.members[0]}…${run.members.at(-1)}`, members: run.members }
  })
}

/** @param numbers ascending, each once */
function isConsecutive(numbers: readonly number[]): boolean {
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  return numbers.length > 1 && first <= 1 && last - first === numbers.length - 1
}
