/** Shortlists of `retrieval` in a database that is stored in fewer bits. */
import { wantedLists } from '../../evaluate/rank.js'
import type { Sides } from '../../evaluate/sides.js'
import type { CodedLists } from '../../search/coded-lists.js'
import type { Coding, Notice, Precision, Setting, Shortlist, Vectors, WantedList } from '../../types.js'
import type { EngineOptions } from './engines.js'

export interface CodedEngine {
  lists(coding: Coding, queries: Vectors, wanted: readonly WantedList[]): Promise<readonly Shortlist[]>
  /** What there is to say of the codes that were searched. */
  notices(): Notice[]
}

/** @param settings that will be searched: those of one precision share its searches */
export function openCoded(
  name: string,
  sides: Sides,
  settings: readonly Setting[],
  { distance, device, threads, progress, signal }: EngineOptions,
): CodedEngine {
  const opened = new Map<Precision, CodedLists>()

  async function listsOf(precision: Precision): Promise<CodedLists> {
    const known = opened.get(precision)
    if (known !== undefined) return known
    const { codedLists } = await import('../../search/coded-lists.js')
    const own = settings.filter(({ index }) => index.coding?.precision === precision)
    const lists = codedLists({
      name,
      database: () => sides.database(),
      rows: sides.rows,
      width: sides.queries.width,
      precision,
      distance,
      longest: wantedLists(own, true, sides.selves === null ? 0 : 1),
      session: { device, threads },
      progress,
      signal,
    })
    opened.set(precision, lists)
    return lists
  }

  return {
    async lists({ precision, rescore }, queries, wanted) {
      return (await listsOf(precision)).lists(queries, wanted, rescore ?? 'float32')
    },
    notices: () => [...opened.values()].flatMap((lists) => lists.notices()),
  }
}
