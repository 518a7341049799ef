import { EvaluationCommand, required } from '../cli/evaluation.js'
import { data, dims, distance, toldColumns } from '../cli/flags/flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { atDims } from '../cli/plan.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { reading } from '../cli/tables/reading.js'
import { openPairs } from '../data/pairs.js'
import { usageError } from '../errors.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { similarity } from '../evaluate/similarity.js'
import type { Report } from '../types.js'

export default class Similarity extends EvaluationCommand {
  static override summary = 'how well the likeness of sentence pairs follows given scores, at every nesting dimension'

  static override description =
    `For data of sentence pairs with a score (columns sentence1, sentence2 and score, or others by --column): Spearman's and
Pearson's correlation between the score and the cosine of the two embeddings, cut to d. Intervals are 95 % by Fisher's z over
the pairs. Neither sentence gets a prompt, unless the model has a default one or --prompt gives it.`

  static override examples = [
    '<%= config.bin %> similarity --model all-MiniLM-L6-v2/ --data stsb-test.csv',
    '<%= config.bin %> similarity --model model/ --data pairs.csv --column sentence1=a --column sentence2=b --dims 8..128',
  ]

  static override flags = { ...modelFlags, data, dims, distance, ...resultFlags }

  override async plan() {
    const flags = await this.evaluated(this.parse(Similarity))
    const path = required(flags.data, 'data', 'the sentence pairs')
    const { model: models = [] } = flags
    if (models.length === 0)
      throw usageError('missing-flag', '--model is missing: sentences have to go through one', '--model PATH')
    const told = toldColumns(flags.column ?? [])
    const pairs = await openPairs(path, told)
    const side = (text: string) => reading('data', path, flags, { columns: { ...told, ...pairs.columns, text } })
    const readings = [side(pairs.columns.sentence1), side(pairs.columns.sentence2)] as const
    return { flags, models, readings, pairs, costs: [], foresee: atDims('data', flags.dims) }
  }

  async run(): Promise<Report> {
    const { flags, readings, pairs } = await this.plan()
    const setup = await this.setUp(flags)
    const { tables, models, progress } = setup
    const evaluations: Evaluation[] = []
    try {
      await tables.note('data', pairs.path, { rows: pairs.rows, dim: null, classes: null })
      const scores = await pairs.scores()
      for (const model of models) {
        const first = await tables.embedder.table(readings[0], model)
        const second = await tables.embedder.table(readings[1], model)
        await tables.noteModel(model, first.width)
        evaluations.push(await similarity(first, second, scores, { ...flags, name: model.name }))
      }
    } finally {
      progress.stop()
      await tables.close()
    }
    const { dims: asked, distance: by } = flags
    return this.finish(setup, flags, { dims: asked, distance: by, pairs: pairs.columns }, evaluations)
  }
}
