/** `--data` and `--class-subset` values → datasets with names of their own. */
import { stem } from '../../data/dataset.js'
import { usageError } from '../../errors.js'
import type { NamedPath } from '../flags/path-flags.js'

export interface DataSet {
  name: string | null // null: there is only one, and it was given no name
  path: string
  subset: string | null // file of the classes that compete; null: all
}

/** @throws UserError (exit 2) for equal names, and for subsets of no dataset or two for one */
export function nameDataSets(given: readonly NamedPath[], subsets: readonly NamedPath[]): DataSet[] {
  const isOne = given.length === 1 && given[0]!.name === null
  const sets = given.map(({ name, path }) => ({ name: isOne ? null : (name ?? stem(path)), path }))
  const names = sets.map(({ name }) => name)
  const twin = names.find((name, i) => names.indexOf(name) < i)
  if (twin !== undefined)
    throw usageError('data-names', `two datasets are called ${twin}`, 'give them names: --data NAME=PATH')
  const forWhom = subsets.map(({ name }) => name)
  for (const [i, name] of forWhom.entries()) {
    if (forWhom.indexOf(name) < i) {
      const what = name === null ? 'all datasets' : `the dataset ${name}`
      throw usageError('subset-twice', `--class-subset is given twice for ${what}; expected one file`)
    }
    if (name === null || names.includes(name)) continue
    const known = isOne ? 'the only --data has no name' : `--data has ${names.join(', ')}`
    throw usageError(
      'subset-unknown',
      `--class-subset ${name}=${subsets[i]!.path}: ${known}`,
      isOne ? `--data ${name}=${given[0]!.path}` : `--class-subset ${names[0]}=${subsets[i]!.path}`,
    )
  }
  const subsetOf = (name: string | null) => subsets.find((subset) => subset.name === name)?.path ?? null
  return sets.map((set) => ({ ...set, subset: (set.name === null ? null : subsetOf(set.name)) ?? subsetOf(null) }))
}
