/** What the loss of every setting is held against. */
import { usageError } from '../../errors.js'
import { nearestWord } from '../../math/edit-distance.js'
import { familiesOf } from '../../math/families.js'
import { EXACT } from '../indexes.js'
import type { Candidate, SettingRow } from './candidates.js'
import { searchedDim, stagesOf } from './costs.js'

/**
 * The best full-width row of all models and families (FF for FF-8, FF-16, …): exact search (or one head) at the widest dim that
 * was measured of it, float32, without reranking. One reference for all, since a small model that is as good as itself has lost
 * something all the same.
 * @param name of a model or family; null: the best
 * @throws UserError (exit 2) for a name that is not there, or where no row can be the reference
 */
export function referenceOf(candidates: readonly Candidate[], name: string | null): Candidate {
  const plain = candidates.filter(({ row }) => isPlain(row))
  const families = familiesOf(plain.map(({ row }) => ({ model: row.model, dim: fullDim(row) })))
  const isNamed = ({ row }: Candidate) => name === null || row.model === name || families.get(row.model) === name
  const known = [...new Set([...families.values(), ...families.keys()])]
  if (name !== null && known.length > 0 && !known.includes(name))
    throw usageError(
      'no-such-model',
      `--reference ${name}: the results have no such model; they have ${known.join(', ')}`,
      `--reference ${nearestWord(name, known)}`,
    )
  const widest = new Map<string, Candidate>()
  for (const own of plain.filter(isNamed)) {
    const key = own.row.model === name ? name : families.get(own.row.model)!
    const other = widest.get(key)
    if (other === undefined || fullDim(own.row) > fullDim(other.row)) widest.set(key, own)
  }
  const [first, ...others] = widest.values()
  if (first === undefined)
    throw usageError(
      'no-reference',
      'the results have no plain row to hold others against: in float32, by exact search, not reranked',
      'measure the full width, too, and give both results',
    )
  return others.reduce((best, own) => (own.quality.value > best.quality.value ? own : best), first)
}

function isPlain(row: SettingRow): boolean {
  if (row.reduction !== undefined && row.reduction !== 'first') return false
  if ((row.precision ?? 'float32') !== 'float32' || row.rescore !== undefined) return false
  if ('policy' in row) return row.policy === 'single'
  return !('index' in row) || (row.index === EXACT.factory && stagesOf(row).length === 0)
}

/** The dim that a plain row stands for. */
export function fullDim(row: SettingRow): number {
  return 'policy' in row ? row.cap : searchedDim(row)
}
