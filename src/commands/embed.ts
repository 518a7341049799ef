import { Flags } from '@oclif/core'
import { ModelCommand, required } from '../cli/evaluation.js'
import { data, toldColumns } from '../cli/flags/flags.js'
import { tta } from '../cli/flags/head-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { usageError } from '../errors.js'
import { takesTexts } from '../model/takes-texts.js'
import type { Notice, Provenance } from '../types.js'

/** What `embed --json` prints. */
interface EmbedResult {
  schemaVersion: 1
  command: 'embed'
  tool: { name: 'mrl-eval'; version: string }
  output: { path: string; sha256: string; rows: number; dim: number; headDims: readonly number[] }
  provenance: Provenance
  warnings: readonly Notice[]
  timing: { totalSeconds: number; resumedRows: number }
}

export default class Embed extends ModelCommand {
  static override summary = 'put a dataset through a model, once, into an Arrow file of embeddings'

  static override description =
    `Writes id, label and the embedding at full width, and for every head the predicted class, the largest softmax value, the
rank of the true class and its cross-entropy, so that nothing later runs the model again; with --logits also its logits, for
what needs them all (temperatures, other confidences, subsets of the classes). Rows stream through in batches.
A run that was stopped or killed goes on where it was and ends with the same bytes.`

  static override examples = [
    '<%= config.bin %> embed --model model.onnx --data test.arrow --output test-embeddings.arrow',
    '<%= config.bin %> embed --model vit.onnx --data photos.arrow --logits --tta flip --output photo-logits.arrow',
  ]

  static override flags = {
    ...modelFlags,
    data,
    tta,
    logits: Flags.boolean({ summary: 'keep the logits of all heads, C numbers each', default: false }),
    side: Flags.option({
      summary: 'texts are the queries or the documents of a search, with that side’s prompt',
      options: ['query', 'document'] as const,
    })(),
    output: Flags.string({ summary: 'the Arrow file to write', helpValue: 'FILE.arrow' }),
  }

  async run(): Promise<EmbedResult> {
    const flags = await this.evaluated(this.parse(Embed))
    const path = required(flags.data, 'data', 'the dataset to embed')
    const output = required(flags.output, 'output', 'the file to write')
    if (!output.endsWith('.arrow'))
      throw usageError('bad-output', `--output ${output}: expected a file ending with .arrow`)
    const setup = await this.setUp(flags, { keepsRows: true, sides: flags.side !== undefined })
    const [model, ...more] = setup.models
    if (model === undefined || more.length > 0) {
      throw usageError(
        'one-model',
        `embed takes one --model; it was given ${setup.models.length}`,
        'embed with each in turn',
      )
    }
    if (flags.side !== undefined && !(await takesTexts(model.path))) {
      const what = `--side ${flags.side} is for texts, which ${model.path} does not take`
      throw usageError('side-unused', what, 'leave --side out')
    }
    const { logits, tta, side = null } = flags
    const wanted = { logits, tta, side, rows: null }
    const read = { path, wanted, columns: toldColumns(flags.column ?? []) }
    const { provenance, resumedRows } = await setup.tables.embedder.embed(read, model, output)
    const { width, data: from, model: by } = provenance
    if (resumedRows > 0) this.note(`went on after ${resumedRows} rows of an earlier run`, flags.quiet)
    const classes = provenance.logits === undefined ? '' : `, logits of ${provenance.logits} classes`
    const heads = by.headDims.length > 0 ? `, heads at ${by.headDims.join(', ')}${classes}` : ''
    const { warnings = [] } = provenance
    for (const { message } of warnings) this.note(`warning: ${message}`, flags.quiet)
    this.log(`${output}: ${from.rows} rows${width > 0 ? ` × ${width} dimensions` : ''}${heads}`)
    return {
      schemaVersion: 1,
      command: 'embed',
      tool: { name: 'mrl-eval', version: this.config.version },
      output: {
        path: output,
        sha256: await setup.tables.digest(output),
        rows: from.rows,
        dim: width,
        headDims: by.headDims,
      },
      provenance,
      warnings,
      timing: { totalSeconds: (performance.now() - setup.began) / 1000, resumedRows },
    }
  }
}
