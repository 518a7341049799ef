import { EvaluationCommand, modelFlags, required } from '../cli/evaluation.js'
import { database, dims, distance, ks, output, queries } from '../cli/flags.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { knn, type Search } from '../evaluate/knn.js'
import type { Report } from '../types.js'

export default class Knn extends EvaluationCommand {
  static override summary = '1-NN and k-NN accuracy at every nesting dimension, by exact search'

  static override description =
    `The share of queries whose class is that of their nearest database row, or what the majority of their k
nearest rows say (ties go to the nearest). All dimensions come from one pass over the database. Intervals are
95 % Wilson intervals over the queries. Vectors are cut to d and then normalized at d (--distance cosine).`

  static override examples = [
    '<%= config.bin %> knn --model model.onnx --database train.arrow --queries test.arrow',
    '<%= config.bin %> knn --database db-embeddings.arrow --queries query-embeddings.arrow --dims 8..2048 --k 1,5',
  ]

  static override flags = { ...modelFlags, database, queries, dims, k: ks, distance, output }

  async run(): Promise<Report> {
    const { flags } = await this.parse(Knn)
    const databasePath = required(flags.database, 'database', 'what is searched')
    const queriesPath = required(flags.queries, 'queries', 'what is searched for')
    const setup = await this.setUp(flags)
    const { tables, progress, device, threads } = setup
    const { nestedSearch } = await import('../search/nested.js')
    const evaluations: Evaluation[] = []
    try {
      const oneFile = (await tables.digest(databasePath)) === (await tables.digest(queriesPath))
      for (const model of setup.models.length > 0 ? setup.models : [null]) {
        const db = await tables.open('database', databasePath, model)
        const asked = await tables.open('queries', queriesPath, model)
        const name = model?.name ?? db.name
        const search: Search = (rows, count, vectors, dims, k) => {
          progress.start(`searching ${name}`, count, 'rows')
          const request = { database: rows, rows: count, queries: vectors, dims, distance: flags.distance, k }
          return nestedSearch({
            ...request,
            session: { device, threads },
            progress,
            signal: this.stop.signal,
          })
        }
        evaluations.push(await knn(db, asked, search, { name, dims: flags.dims, ks: flags.k, oneFile }))
        progress.stop()
      }
    } finally {
      progress.stop()
      await tables.close()
    }
    const { dims: asked, k, distance: by } = flags
    return this.finish(
      setup,
      flags,
      { dims: asked, k, distance: by, vote: 'majority, ties to the nearest', search: 'exact' },
      evaluations,
    )
  }
}
