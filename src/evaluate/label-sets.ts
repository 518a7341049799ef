/** Whether the classes that are asked for are in the database at all. */
import type { EmbeddingTable, Notice } from '../types.js'

const SHOWN = 3

/**
 * The note about queries of classes without a single row in the database: no search can be right for them.
 * @param labels classes of the database rows that count. [n]
 * @param truth classes of the queries. [b]
 * @param name of the model
 */
export function labelSets(
  labels: Int32Array,
  truth: Int32Array,
  { classes }: Pick<EmbeddingTable, 'classes'>,
  name: string,
): Notice[] {
  const there = new Set(labels)
  const without = truth.filter((label) => !there.has(label))
  if (without.length === 0) return []
  const missing = [...new Set(without)].sort((a, b) => a - b)
  const some = missing.slice(0, SHOWN).map((label) => classes?.[label] ?? String(label))
  const list = `${some.join(', ')}${missing.length > SHOWN ? ', …' : ''}`
  return [
    {
      code: 'label-sets-differ',
      message: `${name}: ${without.length} of ${truth.length} queries are of ${missing.length} ${missing.length === 1 ? 'class' : 'classes'} that the database has no rows of (${list}); they count as wrong`,
    },
  ]
}
