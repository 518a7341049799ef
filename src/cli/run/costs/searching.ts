/** What searches take: in float32, codes and FAISS indexes, of baselines, and what is scored and timed. */
import { type AskedDims, chooseDims } from '../../../evaluate/dims.js'
import { EXACT } from '../../../evaluate/indexes.js'
import { plainDims } from '../../../evaluate/knn-codes.js'
import { type Reduction, reducedDims } from '../../../evaluate/reduce.js'
import { type AskedSettings, planSettings } from '../../../evaluate/settings.js'
import { tileRows } from '../../../search/scan.js'
import type { Coding, Dims, Distance, Setting } from '../../../types.js'
import { type Cost, type ForeseenTable, tableOf } from './cost.js'

const SCORE_SECONDS = 4e-9 // for a setting, query and row of its list
const FLOAT_BYTES = 4

/** What is searched in which way. */
interface Ways {
  exact: Dims
  coded: Dims
  codings: readonly Coding[]
  rescored: number // rows of a list in codes that are, where a coding says so
  settings: readonly Setting[] // that are scored: of `retrieval`
  k: number // of the longest list
}

/** What besides the ways is searched for. */
interface Besides {
  dims: AskedDims
  distance: Distance
  reductions: readonly Reduction[] // baselines, which are searched as well
  latencySeconds: number | null // for a setting; null: nothing is timed
}

/** A search at every dim for the k nearest rows. */
export interface AskedNearest {
  dims: AskedDims
  distance: Distance
  k: number
  codings: readonly Coding[] // []: float32
  factor: number // rows that are rescored for each of the k
  reductions: readonly Reduction[]
}

export function nearestCost({ codings, factor, k, ...asked }: AskedNearest): Cost {
  return searchCost({ ...asked, latencySeconds: null }, ({ width, dims: declared }, name) => {
    const dims = chooseDims(asked.dims, declared, width, name).map(({ dim }) => dim)
    const exact = codings.length === 0 || dims.length === 0 ? dims : plainDims({ codings }, dims, width)
    return { exact, coded: codings.length === 0 ? [] : dims, codings, rescored: factor * k, settings: [], k }
  })
}

/** Searches of `retrieval`, in all settings. */
export function settingsCost(asked: AskedSettings, besides: Omit<Besides, 'dims'>): Cost {
  return searchCost({ ...besides, dims: asked.dims }, ({ rows, width, dims }, name) => {
    const { settings, ks } = planSettings(asked, { name, rows, width, dims })
    const plain = settings.filter(({ index }) => index.factory === EXACT.factory && index.coding === undefined)
    const coded = settings.filter(({ index }) => index.coding !== undefined)
    const reference = settings.length === 0 ? [] : [width] // what all is held against
    return {
      exact: ascending([...plain.map(({ shortlist }) => shortlist), ...reference]),
      coded: ascending(coded.map(({ shortlist }) => shortlist)),
      codings: [...new Set(coded.map(({ index }) => index.coding!))],
      rescored: asked.rescoreFactor * ks.at(-1)!,
      settings,
      k: Math.max(0, ...settings.map(({ size }) => size)),
    }
  })
}

/** Of every query set. */
function searchCost(besides: Besides, waysOf: (database: ForeseenTable, name: string) => Ways): Cost {
  const { dims: asked, distance, reductions, latencySeconds } = besides
  return async (scene) => {
    const { name, tables, machine } = scene
    const database = tableOf(scene, 'database')
    const { rows, width } = database
    const ways = waysOf(database, name)
    const k = Math.min(ways.k, rows)
    const indexed = ways.settings.filter(({ index }) => index.factory !== EXACT.factory)
    const timed = ways.settings.filter(({ index }) => index.coding === undefined)
    const reduced = reductions.length === 0 ? [] : reducedDims(asked, database.dims, width)
    const { codedSeconds, searchSeconds } = await import('../pace/search.js')
    const { faissPace } = await import('../pace/faiss.js')
    const { reductionSeconds } = await import('../pace/reduction.js')
    const faiss = await faissPace({ rows, width, k, distance }, indexed, machine)
    let seconds = faiss.buildSeconds
    let most = 0
    for (const { role, rows: queries } of tables) {
      if (role !== 'queries') continue
      most = Math.max(most, queries)
      const shape = { rows, queries, width, k, distance }
      const besideExact =
        (await codedSeconds({ ...shape, dims: ways.coded }, ways.codings, ways.rescored, machine)) +
        queries * faiss.secondsPerQuery +
        ways.settings.length * queries * k * SCORE_SECONDS
      seconds += (await searchSeconds({ ...shape, dims: ways.exact }, machine)) + besideExact
      if (latencySeconds !== null) seconds += 2 * timed.length * latencySeconds
      if (reduced.length === 0) continue
      const again = (await searchSeconds({ ...shape, dims: reduced }, machine)) + besideExact + faiss.buildSeconds
      seconds += await reductionSeconds(reductions, { rows, queries, width, searchSeconds: again }, machine)
    }
    const lists = new Set([...ways.exact, ...ways.coded]).size
    if (lists === 0) return { seconds, bytes: 0 }
    const numbers = {
      queries: 2 * most * width,
      tile: 2 * tileRows(rows, width, k) * width,
      lists: 2 * lists * most * k, // a row and its score
      whole: latencySeconds === null ? 0 : 2 * rows * width,
    }
    return { seconds, bytes: FLOAT_BYTES * (numbers.queries + numbers.tile + numbers.lists + numbers.whole) }
  }
}

function ascending(dims: Dims): Dims {
  return [...new Set(dims)].toSorted((a, b) => a - b)
}
