/** What the searches of one model take: in float32, codes and FAISS indexes, of baselines, and what is scored and timed. */
import { chooseDims } from '../../evaluate/dims.js'
import { EXACT } from '../../evaluate/indexes.js'
import { plainDims } from '../../evaluate/knn-codes.js'
import { reducedDims } from '../../evaluate/reduce.js'
import { planSettings } from '../../evaluate/settings.js'
import { tileRows } from '../../search/scan.js'
import type { Coding, Dims, Setting } from '../../types.js'
import type { NamedModel } from '../tables/models.js'
import type { Table } from './extras.js'
import { faissSeconds } from './pace/faiss.js'
import { reductionSeconds } from './pace/reduction.js'
import type { Machine } from './pace/sample.js'
import { codedSeconds, searchSeconds } from './pace/search.js'
import type { SearchWork } from './plans.js'
import type { Work } from './work.js'

const SCORE_SECONDS = 4e-9 // for a setting, query and row of its list

/** What is searched in which way. */
interface Ways {
  exact: Dims
  coded: Dims
  codings: readonly Coding[]
  settings: readonly Setting[] // of `retrieval`
}

/** Of every query set. */
export async function searchCosts(
  { search, dims: asked, distance }: Work,
  model: NamedModel | null,
  tables: readonly Table[],
  machine: Machine,
): Promise<{ seconds: number; bytes: number }> {
  const database = tables.find(({ reading }) => reading.role === 'database')
  if (search === null || database === undefined) return { seconds: 0, bytes: 0 }
  const { rows, width } = database
  const { latencySeconds, rescored, reductions } = search
  const ways = waysOf(search, asked, database, model?.name ?? database.reading.path)
  const k = Math.min(search.k, rows)
  const indexed = ways.settings.filter(({ index }) => index.factory !== EXACT.factory)
  const timed = ways.settings.filter(({ index }) => index.coding === undefined)
  const reduced = reductions.length === 0 ? [] : reducedDims(asked, database.dims, width)
  let [seconds, most] = [0, 0]
  for (const { reading, rows: queries } of tables) {
    if (reading.role !== 'queries') continue
    most = Math.max(most, queries)
    const shape = { rows, queries, width, k, distance }
    const others = await codedSeconds({ ...shape, dims: ways.coded }, ways.codings, rescored, machine)
    const built = await faissSeconds(shape, indexed, machine)
    const scored = ways.settings.length * queries * k * SCORE_SECONDS
    seconds += (await searchSeconds({ ...shape, dims: ways.exact }, machine)) + others + built + scored
    if (latencySeconds !== null) seconds += 2 * timed.length * latencySeconds
    if (reduced.length === 0) continue
    const again = (await searchSeconds({ ...shape, dims: reduced }, machine)) + others + built + scored
    seconds += await reductionSeconds(reductions, { rows, queries, width, searchSeconds: again }, machine)
  }
  const tile = tileRows(rows, width, k)
  const dims = new Set([...ways.exact, ...ways.coded]).size
  if (dims === 0) return { seconds, bytes: 0 }
  const whole = latencySeconds === null ? 0 : 2 * rows * width
  return { seconds, bytes: 4 * (2 * most * width + 2 * tile * width + dims * most * k * 2 + whole) }
}

function waysOf(search: SearchWork, asked: Work['dims'], { rows, width, dims: declared }: Table, name: string): Ways {
  if (search.settings === null) {
    const { codings } = search
    const dims = chooseDims(asked, declared, width, name).map(({ dim }) => dim)
    const exact = codings.length === 0 || dims.length === 0 ? dims : plainDims({ codings }, dims, width)
    return { exact, coded: codings.length === 0 ? [] : dims, codings, settings: [] }
  }
  const { settings } = planSettings(search.settings, { name, rows, width, dims: declared })
  const plain = settings.filter(({ index }) => index.factory === EXACT.factory && index.coding === undefined)
  const coded = settings.filter(({ index }) => index.coding !== undefined)
  const reference = settings.length === 0 ? [] : [width] // what all is held against
  return {
    exact: ascending([...plain.map(({ shortlist }) => shortlist), ...reference]),
    coded: ascending(coded.map(({ shortlist }) => shortlist)),
    codings: [...new Set(coded.map(({ index }) => index.coding!))],
    settings,
  }
}

function ascending(dims: Dims): Dims {
  return [...new Set(dims)].toSorted((a, b) => a - b)
}
