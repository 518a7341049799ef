import { Args } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { toldColumns } from '../cli/flags/flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { toldOutputs } from '../cli/flags/model-output-flags.js'
import { holdsGraph, resolveModels } from '../cli/tables/models.js'
import { type FileFacts, inspectData } from '../data/facts/inspect.js'
import { usageError } from '../errors.js'
import type { ModelFacts } from '../model/inspect.js'
import { renderFacts } from '../report/inspect.js'

/** What `inspect --json` prints. */
interface InspectResult {
  schemaVersion: 1
  command: 'inspect'
  tool: { name: 'mrl-eval'; version: string }
  subjects: readonly (FileFacts | ModelFacts)[]
}

export default class Inspect extends MrlCommand {
  static override summary = 'what a dataset, an embeddings file or a model holds, and what is wrong with it'

  static override description =
    `For data of every format that is read: rows, schema, which columns play which role, classes, texts, images, and for
embeddings their width, norms, the rows with NaN, infinities or only zeros, repeated rows, and dimensions that never
change. For ONNX models: inputs, outputs, and which of them are the embedding and the heads. Of what has several splits,
each; PATH#PART names one.`

  static override examples = [
    '<%= config.bin %> inspect test.arrow',
    '<%= config.bin %> inspect model.onnx embeddings.arrow --json',
  ]

  static override strict = false

  static override args = {
    path: Args.string({ description: 'data files or folders, ONNX models, or folders with one', required: false }),
  }

  static override flags = {
    column: modelFlags.column,
    'embedding-output': modelFlags['embedding-output'],
    'logits-output': modelFlags['logits-output'],
    'logits-layout': modelFlags['logits-layout'],
    'model-dims': modelFlags['model-dims'],
  }

  async run(): Promise<InspectResult> {
    const { argv, flags } = await this.parse(Inspect)
    if (argv.length === 0)
      throw usageError('missing-path', 'inspect takes one or more paths; it was given none', 'mrl-eval inspect FILE')
    const subjects: (FileFacts | ModelFacts)[] = []
    for (const path of argv as string[]) {
      const found =
        path.endsWith('.onnx') || (await holdsGraph(path))
          ? [await this.model(path, flags)]
          : await inspectData(path, toldColumns(flags.column ?? []))
      subjects.push(...found)
      for (const facts of found) this.log(renderFacts(facts))
    }
    return {
      schemaVersion: 1,
      command: 'inspect',
      tool: { name: 'mrl-eval', version: this.config.version },
      subjects,
    }
  }

  private async model(
    path: string,
    flags: Parameters<typeof toldOutputs>[0] & { 'model-dims': readonly number[] | undefined },
  ): Promise<ModelFacts> {
    const { inspectModel } = await import('../model/inspect.js')
    const [model] = await resolveModels([{ name: null, path }])
    return inspectModel(model!.path, {
      device: 'cpu',
      threads: 1,
      outputs: toldOutputs(flags),
      dims: flags['model-dims'] ?? null,
    })
  }
}
