/** Which role each table has, by its content and name, and which evaluations that allows. */
import type { Found, FoundModel, FoundTable } from './find.js'
import { rolesOf } from './roles.js'

/** A setting, and why it was guessed so. */
export interface Guess {
  key: string
  value: string | readonly { path: string; note: string }[] // a path, or several
  why: string
}

/** An evaluation with its own settings. */
export interface GuessedEvaluation {
  command: string
  name: string | null
  own: Readonly<Record<string, string>>
  why: string
}

export interface Guesses {
  settings: readonly Guess[] // hold for all commands
  evaluations: readonly GuessedEvaluation[]
}

/** The kinds of input that settings for all commands can be of, those with the most models first. */
export function guess({ models, tables }: Found): Guesses {
  const settings: Guess[] = []
  const evaluations: GuessedEvaluation[] = []
  const kinds = [...new Set(models.map(({ takes }) => takes))].toSorted(
    (a, b) => weight(b, models, tables) - weight(a, models, tables),
  )
  const main = kinds.find((kind) => weight(kind, models, tables) > 0) ?? null
  const usable = main === null ? [] : models.filter((model) => model.takes === main)
  const pool = tables.filter((table) => (main === null ? table.holds === 'embeddings' : fits(table, usable)))
  const roles = rolesOf(pool)
  if (usable.length > 0 && roles.size > 0)
    settings.push({
      key: 'model',
      value: usable.map((model) => ({ path: model.path, note: describe(model) })),
      why: `take ${main === 'tensors' ? 'numbers' : main}`,
    })
  for (const [role, { table, why }] of roles) settings.push({ key: role, value: table.path, why })
  const [database, queries, holdout] = (['database', 'queries', 'holdout'] as const).map(
    (role) => roles.get(role)?.table,
  )
  const heads = usable.length > 0 && usable.every(({ headDims }) => headDims.length > 0)
  const isLabelled = (table: FoundTable | undefined) => table?.isLabelled ?? false
  const searchable = usable.every(({ width }) => width > 0)
  if (queries !== undefined && heads && isLabelled(queries)) {
    settings.push({ key: 'data', value: queries.path, why: 'what classifiers are scored on' })
    evaluations.push(of('classify', 'the models have heads, and the data has labels'))
    if (isLabelled(holdout) && usable.some(({ headDims }) => headDims.length > 1))
      evaluations.push(of('adaptive-classify', 'thresholds are learnt on the holdout'))
  }
  if (searchable && isLabelled(database) && isLabelled(queries) && database !== queries)
    evaluations.push(
      of('knn', 'both sides have labels'),
      of('retrieval', 'rows of a query’s class are relevant to it', { latency: 'false' }),
    )
  else if (searchable && isLabelled(database) && database === queries)
    evaluations.push(of('knn', 'every row asks for its nearest other'))
  if (evaluations.length > 0 && usable.length > 1) evaluations.push(of('compare', 'several models on the same rows'))
  evaluations.push(...ofTexts(models, tables, main))
  return { settings: evaluations.length === 0 ? [] : settings, evaluations }
}

function of(command: string, why: string, own: Readonly<Record<string, string>> = {}): GuessedEvaluation {
  return { command, name: null, own, why }
}

/** BEIR folders and sentence pairs, each with each text model. */
function ofTexts(
  models: readonly FoundModel[],
  tables: readonly FoundTable[],
  main: string | null,
): GuessedEvaluation[] {
  const found: GuessedEvaluation[] = []
  const texts = models.filter(({ takes }) => takes === 'texts')
  for (const table of tables.filter(({ holds }) => holds === 'beir' || holds === 'pairs'))
    for (const model of texts) {
      const name = texts.length > 1 || tables.filter(({ holds }) => holds === table.holds).length > 1
      const own = { model: model.path }
      const called = name ? `${nameOf(model.path)}-${nameOf(table.path)}` : null
      found.push(
        table.holds === 'beir'
          ? {
              command: 'retrieval',
              name: called ?? (main === 'texts' || main === null ? null : 'text-retrieval'),
              own: { ...own, database: table.path, queries: table.path, latency: 'false' },
              why: 'a BEIR folder: corpus, queries and judgments',
            }
          : {
              command: 'similarity',
              name: called,
              own: { ...own, data: table.path },
              why: 'sentence pairs with scores',
            },
      )
    }
  return found
}

/** How much there is to do with models of a kind: of those that have data, the more models the better. */
function weight(kind: string, models: readonly FoundModel[], tables: readonly FoundTable[]): number {
  const own = models.filter(({ takes }) => takes === kind)
  return rolesOf(tables.filter((table) => fits(table, own))).size > 0 ? own.length : 0
}

/** Data that these models take. */
function fits(table: FoundTable, models: readonly FoundModel[]): boolean {
  return (
    models.every(({ takes, inputSize }) => {
      if (table.holds !== takes) return false
      return inputSize === null || table.width === null || table.width === inputSize
    }) && models.length > 0
  )
}

function describe({ width, headDims }: FoundModel): string {
  const heads = headDims.length === 0 ? 'no heads' : `heads at ${headDims.join(', ')}`
  return `${width > 0 ? `${width} dims` : 'no embedding'}, ${heads}`
}

/** The last name of a path, without its ending, as a file can have it. */
export function nameOf(path: string): string {
  const last = path.split('#')[0]!.split('/').at(-1)!
  return last.replace(/\.[a-z0-9]+$/i, '').replace(/[^\p{L}\p{N}_.-]+/gu, '-')
}
