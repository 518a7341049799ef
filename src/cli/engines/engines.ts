/** What `retrieval` searches and times with: exact search, and FAISS where an index is asked for. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineCost } from '../../evaluate/costs.js'
import { EXACT } from '../../evaluate/indexes.js'
import type { Ranked } from '../../evaluate/rank.js'
import type { Costs, Shortlists } from '../../evaluate/retrieval.js'
import type { Sides } from '../../evaluate/sides.js'
import type { BuiltIndex, Faiss } from '../../search/faiss/faiss.js'
import type { Latency, TimedSetting } from '../../search/latency/latency.js'
import type { VectorFile } from '../../search/vector-file.js'
import type { Device, Distance, IndexSpec, Notice, Progress, Setting, Vectors } from '../../types.js'
import { scratchFolder } from '../scratch.js'
import { type CodedEngine, openCoded } from './coded-engine.js'

export interface EngineOptions {
  distance: Distance
  device: Device
  threads: number
  cache: string | null // folder of the cache; null: nothing is kept
  seconds: number // for timing a setting
  progress: Progress
  signal: AbortSignal
}

/** Engines of one command, and the files they need. */
export class Engines {
  readonly warnings: Notice[] = []
  private readonly options: EngineOptions
  private scratch: string | null = null
  private faiss: Faiss | null = null
  private files = 0

  constructor(options: EngineOptions) {
    this.options = options
  }

  /** @throws UserError when FAISS is needed and missing, or refuses an index for `rows` rows at the dims asked for */
  async check(settings: readonly Setting[], rows: number): Promise<void> {
    const requests = indexed(settings).map(({ index, shortlist }) => ({ ...index, dim: shortlist }))
    if (requests.length > 0) await (await this.openFaiss()).check(requests, this.options.distance, rows)
  }

  /**
   * Engines for the rows of two tables.
   * @param settings that will be searched; their indexes are built here, or reloaded
   * @param asked whether to time them
   */
  async open(
    name: string,
    sides: Sides,
    settings: readonly Setting[],
    asked: boolean,
  ): Promise<{ shortlists: Shortlists; costs: Costs }> {
    const times = asked && settings.some(({ index }) => index.coding === undefined) // searches of codes are not timed
    const needsFile = times || indexed(settings).length > 0
    const database = needsFile ? await this.write(sides.database(), sides.queries.width) : null
    const built = await this.build(name, settings, database)
    const { tooLarge } = await import('./timing.js')
    const skipped = times ? tooLarge(name, settings, database!) : null
    if (skipped !== null) this.warnings.push(skipped)
    const timed = times && skipped === null
    const coded = openCoded(name, sides, settings, this.options)
    return {
      shortlists: await this.shortlists(name, sides, coded, built, database),
      costs: async (all, heads) => {
        this.warnings.push(
          ...coded.notices().filter((own) => !this.warnings.some(({ message }) => message === own.message)),
        )
        const costs = await this.costs(name, sides, built, timed ? database : null, all, heads)
        if (database !== null) await rm(database.path)
        return costs
      },
    }
  }

  async close(): Promise<void> {
    await this.faiss?.close()
    if (this.scratch !== null) await rm(this.scratch, { recursive: true, force: true })
  }

  private async openFaiss(): Promise<Faiss> {
    const { startFaiss } = await import('../../search/faiss/faiss.js')
    const { threads, cache, signal } = this.options
    const folder = cache === null ? null : join(cache, 'indexes')
    this.faiss ??= await startFaiss({ threads, cache: folder, scratch: await this.folder(), signal })
    return this.faiss
  }

  private async folder(): Promise<string> {
    this.scratch ??= await scratchFolder()
    return this.scratch
  }

  private async write(rows: AsyncIterable<Vectors>, width: number): Promise<VectorFile> {
    const { writeVectors } = await import('../../search/vector-file.js')
    return writeVectors(join(await this.folder(), `${this.files++}.f32`), width, rows)
  }

  private async build(name: string, settings: readonly Setting[], database: VectorFile | null): Promise<Built> {
    const built: Built = new Map()
    const wanted = new Map(indexed(settings).map((setting) => [keyOf(setting.index, setting.shortlist), setting]))
    const { progress, distance } = this.options
    if (wanted.size === 0) return built
    progress.start(`building indexes of ${name}`, wanted.size, 'indexes')
    for (const [key, { index, shortlist }] of wanted) {
      const request = { factory: index.factory, dim: shortlist, clusterDim: index.clusterDim }
      built.set(key, await (await this.openFaiss()).build(request, database!, distance))
      progress.advance(1)
    }
    progress.stop()
    return built
  }

  private async shortlists(
    name: string,
    sides: Sides,
    coded: CodedEngine,
    built: Built,
    file: VectorFile | null,
  ): Promise<Shortlists> {
    const { distance, device, threads, progress, signal } = this.options
    const { nestedLists } = await import('../../search/nested-lists.js')
    const { rescore } = await import('../../search/rescore.js')
    const { readWhole } = await import('../../search/vector-file.js')
    const resident = built.size > 0 ? await readWhole(file!) : null
    return async (index, queries, wanted) => {
      if (index.coding !== undefined) return coded.lists(index.coding, queries, wanted)
      if (index.factory === EXACT.factory) {
        progress.start(`searching ${name}`, sides.rows, 'rows')
        const search = { database: sides.database(), rows: sides.rows, queries, distance, wanted }
        return nestedLists({ ...search, session: { device, threads }, progress, signal }).finally(() => progress.stop())
      }
      const lists = []
      for (const { dim, k, carry } of wanted) {
        const faiss = await this.openFaiss()
        const ids = await faiss.search(built.get(keyOf(index, dim))!, index, queries, k)
        lists.push({ dim, k, ids, scores: rescore(queries, resident!, ids, k, carry, distance) })
      }
      return lists
    }
  }

  private async costs(
    name: string,
    sides: Sides,
    built: Built,
    database: VectorFile | null,
    settings: readonly Setting[],
    heads: readonly Ranked[],
  ): Promise<EngineCost[]> {
    const indexes = settings.map(({ index, shortlist }) => built.get(keyOf(index, shortlist)) ?? null)
    if (database === null) return indexes.map((index) => ({ index, time: null }))
    const places = [...settings.keys()].filter((i) => settings[i]!.index.coding === undefined)
    const timed = places.map((i): TimedSetting => ({ setting: settings[i]!, index: indexes[i]! }))
    const times = await this.measure(sides, database, timed)
    const { differing, timeOf } = await import('./timing.js')
    const compared = places.map((i) => heads[i]!)
    if (sides.selves === null) this.warnings.push(...differing(name, times, compared))
    return indexes.map((index, i) => ({ index, time: places.includes(i) ? timeOf(times[places.indexOf(i)]!) : null }))
  }

  private async measure(sides: Sides, database: VectorFile, settings: readonly TimedSetting[]): Promise<Latency[]> {
    const { measureLatency } = await import('../../search/latency/latency.js')
    const { distance, threads, seconds, progress, signal } = this.options
    const first = async function* () {
      yield sides.queries
    }
    const queries = await this.write(first(), sides.queries.width)
    const k = Math.max(
      ...settings.filter(({ setting }) => setting.stages.length === 0).map(({ setting }) => setting.size),
    )
    const request = { database, queries, distance, k, settings, threads, seconds, progress, signal }
    return measureLatency(request).finally(() => rm(queries.path))
  }
}

type Built = Map<string, BuiltIndex>

function indexed(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ index }) => index.factory !== EXACT.factory)
}

function keyOf({ factory, clusterDim }: IndexSpec, dim: number): string {
  return JSON.stringify([factory, clusterDim, dim])
}
