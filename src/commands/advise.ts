import { Args } from '@oclif/core'
import { adviseFlags } from '../cli/flags/advise-flags.js'
import { gateFlags } from '../cli/gate/gate-flags.js'
import { inputPaths, outputPaths, requireOtherFiles } from '../cli/report/outputs.js'
import { ReportCommand } from '../cli/report/report-command.js'
import { readReports } from '../cli/report/report-files.js'
import { output } from '../cli/report/result-flags.js'
import { usageError } from '../errors.js'
import { type AdviceRequest, advise } from '../evaluate/advise/advise.js'
import type { Report } from '../types.js'

export default class Advise extends ReportCommand {
  static override summary = 'the cheapest measured setting within a budget of memory, work, time and loss'

  static override description =
    `Reads reports that knn, retrieval, classify, adaptive-classify, few-shot or similarity wrote as JSON (or folders of them),
and says of every setting what it would need for --vectors: bytes in memory and stored, multiply-adds and latency a query; how
much it loses beside the full width, with its 95 % interval; and whether all that is within the budget. The cheapest comes first.

Bytes are of the vectors: 4 a dim in float32, 2 in float16, 1 in int8, 1/8 in binary; those of FAISS indexes are as measured, for
more vectors. What reranks is stored, too, in memory or with --rerank-on disk beside it. Work and time of exact search grow with
the vectors, and every number says whether it was measured, computed or scaled; the quality was measured on the rows there were.
A setting is "not sure" where it could lose more than --max-loss at 95 % confidence; --sure asks for those that cannot.`

  static override examples = [
    '<%= config.bin %> advise results/retrieval.json --vectors 50M --memory 100GB --max-loss 0.01',
    '<%= config.bin %> advise results/ --metric knn@1 --vectors 1.5B --memory 64GiB --max-loss 0.02 --sure',
    '<%= config.bin %> advise retrieval.json --vectors 50M --memory 20GB --rerank-on disk --cheapest mflops',
    '<%= config.bin %> advise knn.json --vectors 10M --engine pgvector --where model=MRL',
    '<%= config.bin %> advise cascades.json --metric accuracy --max-loss 0.01 --expected-dim 64',
  ]

  static override strict = false

  static override args = {
    results: Args.string({ description: 'reports as JSON, or folders of them', required: false }),
  }

  static override flags = { ...adviseFlags, output, ...gateFlags }

  async run(): Promise<Report> {
    const { flags, argv } = await this.parse(Advise)
    const paths = argv as string[]
    if (paths.length === 0)
      throw usageError(
        'missing-path',
        'advise takes the reports of other commands; it was given none',
        'mrl-eval retrieval … --output retrieval.json && mrl-eval advise retrieval.json --vectors 50M',
      )
    this.given = flags
    await requireOtherFiles(outputPaths(flags), [...paths, ...inputPaths(flags)])
    await this.openRules(flags)
    const began = performance.now()
    const { files } = await readReports(paths)
    const measured = files.flatMap(({ path, reports }) => reports.map((report) => ({ path, report })))
    const budget = {
      memory: flags.memory ?? null,
      storage: flags.storage ?? null,
      mflops: flags.mflops ?? null,
      latency: flags['max-latency'] ?? null,
      expectedDim: flags['expected-dim'] ?? null,
      maxLoss: flags['max-loss'] ?? null,
      recall: flags.recall ?? null,
      engine: flags.engine ?? null,
      sure: flags.sure,
    }
    const request: AdviceRequest = {
      metric: flags.metric ?? null,
      where: flags.where ?? [],
      vectors: flags.vectors ?? null,
      rerankOn: flags['rerank-on'],
      reference: flags.reference ?? null,
      cheapest: flags.cheapest ?? null,
      budget,
    }
    const { metric, rows, largestDims, environment, warnings } = advise(measured, request)
    const report: Report = {
      schemaVersion: 1,
      command: 'advise',
      tool: { name: 'mrl-eval', version: this.config.version },
      environment,
      inputs: files.map(({ path, sha256 }) => ({ role: 'result', path, sha256, rows: null, dim: null, classes: null })),
      parameters: { ...request, metric, largestDims },
      rows,
      warnings,
      gate: null,
      timing: { totalSeconds: (performance.now() - began) / 1000 },
    }
    return this.conclude(report, { ...flags, plot: false }) // tables say it all
  }
}
