/** The timed side of `retrieval`: whether a database can be timed, and whether what was timed is what was scored. */
import { totalmem } from 'node:os'
import type { Timed } from '../../evaluate/costs.js'
import { EXACT } from '../../evaluate/indexes.js'
import type { Ranked } from '../../evaluate/rank.js'
import { overlap } from '../../metrics/diversity.js'
import { type Latency, latencyBytes } from '../../search/latency/latency.js'
import type { VectorFile } from '../../search/vector-file.js'
import type { Notice, Setting } from '../../types.js'

/** Share of the scored rows that the timed search must find as well; rounding explains the rest. */
const ALIKE = 0.99

/** Why a database is too large to be timed here; null: it is not. */
export function tooLarge(name: string, settings: readonly Setting[], { rows, width }: VectorFile): Notice | null {
  const searched = settings.filter(({ index }) => index.factory === EXACT.factory && index.coding === undefined)
  const exact = searched.map(({ shortlist }) => shortlist)
  const bytes = latencyBytes(rows, width, [...exact, width])
  if (bytes < totalmem() / 2) return null
  const needs = `${(bytes / 2 ** 30).toFixed(1)} GiB of memory, more than half of this machine's`
  return { code: 'latency-skipped', message: `${name}: latency is not measured; it would need ${needs}` }
}

/** A note when the timed search answered otherwise than the one that was scored. @param heads in the order of `times` */
export function differing(name: string, times: readonly Latency[], heads: readonly Ranked[]): Notice[] {
  const least = Math.min(...times.map((time, i) => agreement(time, heads[i]!)))
  if (least >= ALIKE) return []
  const message = `${name}: only ${(100 * least).toFixed(1)} % of the rows that were scored are those that the timed search found`
  return [{ code: 'timed-differs', message }]
}

/** Mean share of each query's scored rows that the timed search found; queries without any are left out. */
function agreement({ ids, queries }: Latency, { ids: scored, width }: Ranked): number {
  const k = ids.length / queries
  const rows = Math.min(queries, scored.length / width)
  const [shares] = overlap(ids.subarray(0, rows * k), k, scored.subarray(0, rows * width), width, [Math.min(k, width)])
  const found = shares!.filter((_, q) => scored[q * width] !== -1)
  return found.length === 0 ? 1 : found.reduce((sum, share) => sum + share, 0) / found.length
}

/** What of a measurement goes into the report. */
export function timeOf({ single: { p50, p95, p99, samples, parts, copy }, batch }: Latency): Timed {
  return { p50, p95, p99, samples, parts, copy, queriesPerSecond: batch.queriesPerSecond }
}
