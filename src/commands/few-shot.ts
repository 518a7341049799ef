import { Flags } from '@oclif/core'
import { EvaluationCommand, required } from '../cli/evaluation.js'
import { database, databaseLabels, dims, positive, queries, queriesLabels } from '../cli/flags/flags.js'
import { listOfCounts } from '../cli/flags/list-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { seed } from '../cli/flags/reduce-flag.js'
import { atDims } from '../cli/plan.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { meansCost } from '../cli/run/costs/learning.js'
import { reading } from '../cli/tables/reading.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { fewShot } from '../evaluate/few-shot.js'
import { DEFAULT_SHOTS } from '../evaluate/few-shot-classes.js'
import { openProduct } from '../onnx/product.js'
import type { Product, Report, Row } from '../types.js'

const shots = listOfCounts(
  'shots',
  `rows of each class to learn from; default ${DEFAULT_SHOTS.join(',')}, as far as the classes have them`,
  '1,5',
)

const ways = Flags.custom<number>({
  summary: 'classes of a trial, drawn by chance; default all',
  helpValue: '5',
  parse: async (text) => positive(text, '--ways', 2),
})()

const trials = Flags.custom<number>({
  summary: 'how often rows are drawn, each time with another seed; default 10',
  default: 10,
  parse: async (text) => positive(text, '--trials', 1, 1000),
})()

const distance = Flags.option({
  summary: 'cosine cuts to d and then normalizes rows and means at d; l2 uses raw prefixes',
  options: ['cosine', 'l2'] as const,
  default: 'cosine',
})()

export default class FewShot extends EvaluationCommand {
  static override summary = 'accuracy of the nearest class mean, when each class is known by a few rows'

  static override description =
    `In every trial, n rows of each class are drawn from the database, and a query belongs to the class whose mean is
nearest to it. Accuracy is the mean over the trials; sd is its deviation from trial to trial. The 95 % interval is
one over the queries, each with its share of right trials, since all trials ask the same ones. Trials, shots and
models share what is drawn, so they can be compared.

--ways K draws K classes for each trial, and asks only the queries of those. When database and queries are one file, the
rows that a trial learns from are not asked in it. Classes with too few rows are left out and counted.`

  static override examples = [
    '<%= config.bin %> few-shot --model model.onnx --database train.arrow --queries test.arrow',
    '<%= config.bin %> few-shot --database db-embeddings.arrow --queries query-embeddings.arrow --shots 1,5 --ways 5 --trials 100',
  ]

  static override flags = {
    ...modelFlags,
    database,
    'database-labels': databaseLabels,
    queries,
    'queries-labels': queriesLabels,
    dims,
    distance,
    shots,
    ways,
    trials,
    seed,
    ...resultFlags,
  }

  override async plan() {
    const flags = await this.evaluated(this.parse(FewShot))
    const readings = [
      reading('database', required(flags.database, 'database', 'what is learnt from'), flags),
      reading('queries', required(flags.queries, 'queries', 'what is classified'), flags),
    ] as const
    const { dims, distance, trials, ways = null } = flags
    const shots = flags.shots === undefined ? null : [...new Set(flags.shots)].toSorted((a, b) => a - b)
    return {
      ...{ flags, readings, shots, ways },
      models: await this.modelsFor(flags, readings),
      costs: [meansCost({ dims, distance, shots, ways, trials })],
      foresee: atDims('database', dims),
    }
  }

  async run(): Promise<Report> {
    const { flags, models, readings, shots: wanted, ways } = await this.plan()
    const [database, queries] = readings
    const { dims, distance, trials, seed } = flags
    const setup = await this.setUp({ ...flags, model: models })
    const { tables, progress, device, threads } = setup
    const { product, close } = await openProduct({ device, threads })
    const stoppable: Product = (...matrices) => {
      this.stop.signal.throwIfAborted()
      return product(...matrices)
    }
    const evaluations: Evaluation[] = []
    try {
      const oneFile = (await tables.digest(database.path)) === (await tables.digest(queries.path))
      for (const model of setup.models.length > 0 ? setup.models : [null]) {
        const db = await tables.open(database, model)
        const asked = await tables.open(queries, model)
        const name = model?.name ?? db.name
        const options = { name, dims, distance, shots: wanted, ways, trials, seed, oneFile }
        evaluations.push(await fewShot(db, asked, stoppable, progress, options))
      }
    } finally {
      progress.stop()
      await close()
      await tables.close()
    }
    const parameters = {
      dims,
      distance,
      shots: shotsOf(evaluations.flatMap(({ rows }) => rows)) ?? wanted ?? DEFAULT_SHOTS,
      ways,
      trials,
      seed,
      classifier: 'nearest class mean, ties to the lower class number',
    }
    return this.finish(setup, flags, parameters, evaluations)
  }
}

/** Shot counts that were measured; null: none were. */
function shotsOf(rows: readonly Row[]): number[] | null {
  const found = new Set(rows.flatMap((row) => ('shots' in row && row.shots !== undefined ? [row.shots] : [])))
  return found.size === 0 ? null : [...found]
}
