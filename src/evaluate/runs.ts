/** Runs of other systems, scored on the same queries, judgments and metrics as settings are. */
import type { Bootstrap } from '../math/bootstrap.js'
import { judgeByQrels } from '../metrics/judged.js'
import type { RunRow } from '../types.js'
import type { Evaluation } from './evaluation.js'
import { meansOf, type QueryValues, queryValues } from './quality.js'

/** Ranked lists of another system. */
export interface NamedRun {
  name: string
  path: string
  lists: ReadonlyMap<string, readonly string[]> // query id → document ids, best first
}

/** The queries of a set that are judged, in the order of its rows: query id → document id → gain. */
export interface JudgedSet {
  name: string | null // null: there is one
  gains: ReadonlyMap<string, ReadonlyMap<string, number>>
  oneFile: boolean // queries are documents: none finds itself
  drops: boolean // a document with the id of its query is left out of its list, as BEIR does; its judgment stays
}

/**
 * A row for every run and set. A judged query without a list scores 0, as with trec_eval -c; lists of other queries are left
 * out. What needs classes or embeddings is not measured.
 * @param ks list lengths, ascending
 */
export async function scoreRuns(
  runs: readonly NamedRun[],
  sets: readonly JudgedSet[],
  ks: readonly number[],
  bootstrap: Bootstrap,
): Promise<Evaluation> {
  const rows: RunRow[] = []
  for (const set of sets) {
    const values = runs.map(({ lists }) => valuesOf(lists, set, ks))
    const means = await meansOf(values, bootstrap)
    for (const [i, { name, path }] of runs.entries()) {
      rows.push({ model: name, run: path, ...(set.name === null ? {} : { queries: set.name }), metrics: means[i]! })
    }
  }
  return { rows, warnings: runs.flatMap((run) => noticesOf(run, sets)) }
}

function valuesOf(lists: NamedRun['lists'], { gains, oneFile, drops }: JudgedSet, ks: readonly number[]): QueryValues {
  const width = ks.at(-1)!
  const numbers = new Map<string, number>() // of documents
  const numberOf = (id: string): number => {
    const number = numbers.get(id) ?? numbers.size
    numbers.set(id, number)
    return number
  }
  const ids = new Int32Array(gains.size * width).fill(-1)
  const byNumber: Map<number, number>[] = []
  for (const [query, own] of gains) {
    const found = (lists.get(query) ?? []).filter((id) => id !== query || !(oneFile || drops)).slice(0, width)
    ids.set(found.map(numberOf), byNumber.length * width)
    const judged = [...own].filter(([id]) => !oneFile || id !== query)
    byNumber.push(new Map(judged.map(([id, gain]) => [numberOf(id), gain])))
  }
  const ranked = { ids, width }
  const values = queryValues(ranked, ks, { judged: judgeByQrels(ids, width, byNumber), exact: ranked, labels: null })
  return Object.fromEntries(Object.entries(values).map(([id, own]) => [id, id.startsWith('overlap@') ? null : own]))
}

function noticesOf({ name, lists }: NamedRun, sets: readonly JudgedSet[]): Evaluation['warnings'] {
  const judged = sets.flatMap(({ gains }) => [...gains.keys()])
  const missing = judged.filter((query) => !lists.has(query)).length
  const known = new Set(judged)
  const others = [...lists.keys()].filter((query) => !known.has(query)).length
  const say = (code: string, message: string) => ({ code, message })
  return [
    ...(missing === 0
      ? []
      : [
          say(
            'run-missing-queries',
            `${name} has no list for ${missing} of ${judged.length} judged queries; they score 0`,
          ),
        ]),
    ...(others === 0
      ? []
      : [
          say(
            'run-unjudged-queries',
            `${others} of ${lists.size} queries of ${name} have no judgments and are left out`,
          ),
        ]),
  ]
}
