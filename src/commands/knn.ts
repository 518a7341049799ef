import { openBaselines } from '../cli/engines/baselines.js'
import { EvaluationCommand, required } from '../cli/evaluation.js'
import { database, databaseLabels, dims, distance, ks, queries, queriesLabels } from '../cli/flags/flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { askedCodings, codingParameters, precisionFlags } from '../cli/flags/precision-flags.js'
import { reduce, seed } from '../cli/flags/reduce-flag.js'
import { type Foreseen, NOTHING_FORESEEN } from '../cli/plan.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { nearestCost } from '../cli/run/costs/searching.js'
import { type Reading, reading } from '../cli/tables/reading.js'
import type { TableShape } from '../cli/tables/shapes.js'
import { type AskedDims, chooseDims } from '../evaluate/dims.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { knn, requireEnoughRows, type Search } from '../evaluate/knn.js'
import type { CodedKnn } from '../evaluate/knn-codes.js'
import { codingsOf, RESCORE_FACTOR } from '../evaluate/precision.js'
import { type Pair, reducedDims } from '../evaluate/reduce.js'
import type { Report } from '../types.js'

export default class Knn extends EvaluationCommand {
  static override summary = '1-NN and k-NN accuracy at every nesting dimension, by exact search'

  static override description =
    `The share of queries whose class is that of their nearest database row, or what the majority of their k
nearest rows say (ties go to the nearest). All dimensions come from one pass over the database. Intervals are
95 % Wilson intervals over the queries. Vectors are cut to d and then normalized at d (--distance cosine).

--reduce adds baselines made from the model's full-width embeddings, as rows of their own: its first d numbers, d of
them by chance, its d leading principal components (pca: centred on the database, svd: not), and a random projection
to d (jl). Those by chance are means over five seeds, with their standard deviation.

--precision stores the database in fewer bits: float16 rounds each number; int8 codes it in 256 steps between the least and
the greatest of the database at its dim, and compares the codes with the query's own numbers, as FAISS's SQ8 does; binary keeps
the sign of both sides, compared by Hamming distance. Every dimension is a prefix of the same codes. --rescore takes
four times as many rows (--rescore-factor) and orders them anew by the query's own numbers: against the codes (of binary),
or against the float32 vectors, which then must be kept as well. Rows tell the bytes of a vector, and what is left of
float32's accuracy at full width, with a 95 % interval over the same queries (Bonett and Price).`

  static override examples = [
    '<%= config.bin %> knn --model model.onnx --database train.arrow --queries test.arrow',
    '<%= config.bin %> knn --database db-embeddings.arrow --queries query-embeddings.arrow --dims 8..2048 --k 1,5',
    '<%= config.bin %> knn --model model.onnx --database train.arrow --queries test.arrow --reduce random,pca',
    '<%= config.bin %> knn --dims 64,512,2048 --precision float32,int8,binary --rescore codes,float32',
  ]

  static override flags = {
    ...modelFlags,
    database,
    'database-labels': databaseLabels,
    queries,
    'queries-labels': queriesLabels,
    dims,
    k: ks,
    distance,
    reduce,
    seed,
    ...precisionFlags,
    ...resultFlags,
  }

  override async plan() {
    const flags = await this.evaluated(this.parse(Knn))
    const readings = [
      reading('database', required(flags.database, 'database', 'what is searched'), flags),
      reading('queries', required(flags.queries, 'queries', 'what is searched for'), flags),
    ] as const
    const asked = askedCodings(flags)
    const reductions = [...new Set(flags.reduce ?? [])]
    const { dims, distance } = flags
    const codings = codingsOf(asked)
    const factor = asked.factor ?? RESCORE_FACTOR
    const k = Math.max(...flags.k)
    return {
      ...{ flags, readings, asked, reductions, codings, factor },
      models: await this.modelsFor(flags, readings),
      costs: [nearestCost({ dims, distance, k, codings, factor, reductions })],
      foresee({ role, path }: Reading, { rows, width, dims: declared }: TableShape, name: string): Foreseen {
        if (role !== 'database') return NOTHING_FORESEEN
        requireEnoughRows({ path, rows }, k, false)
        const chosen = chooseDims(dims, declared, width, name).map(({ dim }) => dim)
        const reduced = reductions.length === 0 ? [] : reducedDims(dims, declared, width)
        return { dims: [...chosen, ...reduced], ks: null }
      },
    }
  }

  async run(): Promise<Report> {
    const { flags, models, readings, asked, reductions, codings, factor } = await this.plan()
    const [database, queries] = readings
    const setup = await this.setUp({ ...flags, model: models })
    const { tables, progress, device, threads } = setup
    const { nestedSearch } = await import('../search/nested.js')
    const { codedSearch } = await import('../search/coded-search.js')
    const baselines = await openBaselines(reductions, flags.seed, setup, this.stop.signal)
    const evaluations: Evaluation[] = []
    try {
      const oneFile = (await tables.digest(database.path)) === (await tables.digest(queries.path))
      for (const model of setup.models.length > 0 ? setup.models : [null]) {
        const db = await tables.open(database, model)
        const rows = await tables.open(queries, model)
        const name = model?.name ?? db.name
        const evaluate = (pair: Pair, dims: AskedDims, what: string, checks = {}): Promise<Evaluation> => {
          const search: Search = (rows, count, vectors, dims, k) => {
            progress.start(`searching ${what}`, count, 'rows')
            const request = { database: rows, rows: count, queries: vectors, dims, distance: flags.distance, k }
            return nestedSearch({
              ...request,
              session: { device, threads },
              progress,
              signal: this.stop.signal,
            }).finally(() => progress.stop())
          }
          const coded: CodedKnn = {
            codings,
            factor,
            search: (request) => {
              const store = { ...request, name: what, width: pair.database.width, distance: flags.distance }
              return codedSearch({ ...store, session: { device, threads }, progress, signal: this.stop.signal })
            },
          }
          const options = { name, dims, ks: flags.k, oneFile, ...(codings.length > 0 ? { coded } : {}), ...checks }
          return knn(pair.database, pair.queries, search, options)
        }
        const own = { database: db, queries: rows }
        evaluations.push(await evaluate(own, flags.dims, name, { seed: flags.seed }))
        const reduced = await baselines.rows(own, flags.dims, async (pair, dims, reduction) => {
          return (await evaluate(pair, dims, `${name}, ${reduction}`)).rows
        })
        evaluations.push({ rows: reduced, warnings: [] }) // what there is to say of these tables was said above
      }
    } finally {
      progress.stop()
      await baselines.close()
      await tables.close()
    }
    const { dims, k, distance: by, seed } = flags
    return this.finish(
      setup,
      flags,
      {
        dims,
        k,
        distance: by,
        vote: 'majority, ties to the nearest',
        search: 'exact',
        reduce: reductions,
        ...codingParameters(asked),
        seed,
      },
      evaluations,
    )
  }
}
