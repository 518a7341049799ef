/** Which table is searched, which asks, and which is held out: by the words of its name, else by its size. */
import type { FoundTable } from './find.js'

export type Role = 'database' | 'queries' | 'holdout'

/** Words of names that say what a table is for; of two the first one counts. */
const WORDS: Readonly<Record<Role, readonly string[]>> = {
  queries: ['queries', 'query', 'test', 'testing', 'probe', 'probes', 'asked', 'q'],
  holdout: ['holdout', 'val', 'valid', 'validation', 'dev', 'calibration'],
  database: ['database', 'db', 'corpus', 'gallery', 'base', 'index', 'train', 'training'],
}

/** A table for each role, by the words of its name; else the largest is searched, and the smallest asked. */
export function rolesOf(tables: readonly FoundTable[]): Map<Role, { table: FoundTable; why: string }> {
  const roles = new Map<Role, { table: FoundTable; why: string }>()
  for (const role of ['queries', 'holdout', 'database'] as const) {
    const taken = new Set([...roles.values()].map(({ table }) => table))
    const ranked = tables
      .filter((table) => !taken.has(table))
      .map((table) => ({ table, rank: rankOf(table.path, role) }))
      .filter(({ rank }) => rank !== null)
      .toSorted((a, b) => a.rank!.place - b.rank!.place || Number(b.table.isLabelled) - Number(a.table.isLabelled))
    const [best] = ranked
    if (best !== undefined)
      roles.set(role, { table: best.table, why: `${rowsOf(best.table)}; named "${best.rank!.word}"` })
  }
  const left = roles.size === 0 ? '' : ' that is left'
  const free = tables
    .filter((table) => ![...roles.values()].some((guessed) => guessed.table === table))
    .toSorted((a, b) => b.rows - a.rows)
  const largest = roles.has('database') ? undefined : free.shift()
  if (largest !== undefined)
    roles.set('database', { table: largest, why: `${rowsOf(largest)}; the largest table${left}` })
  const smallest = roles.has('queries') ? undefined : free.pop()
  if (smallest !== undefined)
    roles.set('queries', { table: smallest, why: `${rowsOf(smallest)}; the smallest table${left}` })
  if (roles.has('database') && !roles.has('queries')) {
    const { table } = roles.get('database')!
    roles.set('queries', { table, why: 'the only table: a row that asks for itself skips itself' })
  }
  if (!roles.has('database') && roles.has('queries')) {
    const { table } = roles.get('queries')!
    roles.set('database', { table, why: 'the only table: a row that asks for itself skips itself' })
  }
  return new Map(
    (['database', 'queries', 'holdout'] as const).flatMap((role) =>
      roles.has(role) ? [[role, roles.get(role)!]] : [],
    ),
  )
}

/** The word that says so, those of the file's own name before those of folders. */
function rankOf(path: string, role: Role): { word: string; place: number } | null {
  const words = path
    .split('/')
    .toReversed()
    .flatMap((name, depth) => name.split(/[^\p{L}]+/u).map((word) => ({ word: word.toLowerCase(), depth })))
  const hits = words.flatMap(({ word, depth }) => {
    const place = WORDS[role].indexOf(word)
    return place === -1 ? [] : [{ word, place: depth * 100 + place }]
  })
  return hits.toSorted((a, b) => a.place - b.place)[0] ?? null
}

function rowsOf({ rows, isLabelled }: FoundTable): string {
  return `${rows} rows${isLabelled ? ' with labels' : ', no labels'}`
}
