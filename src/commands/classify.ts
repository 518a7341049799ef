import { EvaluationCommand, modelFlags, required } from '../cli/evaluation.js'
import { data, dims, output } from '../cli/flags.js'
import { classify } from '../evaluate/classify.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import type { Report } from '../types.js'

export default class Classify extends EvaluationCommand {
  static override summary = 'top-1, top-5 and loss of a model’s nested heads (MRL, MRL-E, fixed-feature)'

  static override description =
    `The share of rows whose true class has the largest logit (top-1) or one of the five largest (top-5) at every
head, and the mean cross-entropy. Heads are found by output names (logits_8, logits_16, …), as one stacked output, or
by flag. Intervals are at 95 %: Wilson's for the shares, mean ± 1.96 s/√n for the loss.`

  static override examples = [
    '<%= config.bin %> classify --model mrl.onnx --data test.arrow',
    '<%= config.bin %> classify --model MRL=mrl.onnx --model FF-8=ff8.onnx --data test.arrow --output top1.csv',
    '<%= config.bin %> classify --data embeddings-with-heads.arrow',
  ]

  static override flags = { ...modelFlags, data, dims, output }

  async run(): Promise<Report> {
    const { flags } = await this.parse(Classify)
    const path = required(flags.data, 'data', 'what is scored')
    const setup = await this.setUp(flags)
    const evaluations: Evaluation[] = []
    try {
      for (const model of setup.models.length > 0 ? setup.models : [null]) {
        const table = await setup.tables.open('data', path, model)
        evaluations.push(await classify(table, model?.name ?? table.name, flags.dims))
      }
    } finally {
      await setup.tables.close()
    }
    return this.finish(setup, flags, { dims: flags.dims, prediction: 'argmax, ties to the lower class' }, evaluations)
  }
}
