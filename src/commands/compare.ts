import { extname } from 'node:path'
import { Args } from '@oclif/core'
import { compareFlags } from '../cli/compare/compare-flags.js'
import { gather, planComparison } from '../cli/compare/comparison.js'
import { type OutcomeInputs, readingsFor } from '../cli/compare/measured-outcomes.js'
import { filePath } from '../cli/compare/outcome-files.js'
import { EvaluationCommand } from '../cli/evaluation.js'
import { data, database, dims, distance, queries, toldColumns } from '../cli/flags/flags.js'
import { labels } from '../cli/flags/head-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { seed } from '../cli/flags/reduce-flag.js'
import { cutAt, type Plan, type TablesFor } from '../cli/plan.js'
import { outputPaths, requireOtherFiles } from '../cli/report/outputs.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { nearestCost } from '../cli/run/costs/searching.js'
import { resolveModels } from '../cli/tables/models.js'
import { type ReadingFlags, reading } from '../cli/tables/reading.js'
import { writeOutcomes } from '../data/outcomes.js'
import { usageError } from '../errors.js'
import { compare, requireRows } from '../evaluate/compare.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { asOneSet } from '../evaluate/sources.js'
import { openBootstrap } from '../math/bootstrap.js'
import { openSignFlip } from '../math/sign-flip.js'
import { openProduct } from '../onnx/product.js'
import type { Report } from '../types.js'

/** Bootstrap resamples of the rows, as in `retrieval`. */
const RESAMPLES = 1000

/** Sign patterns that the test of means draws. */
const SIGN_PATTERNS = 10_000

export default class Compare extends EvaluationCommand {
  static override summary = 'several models or results, row by row: differences with significance and effect sizes'

  static override description =
    `Every model is compared with a reference at the dims that both have, and at every smaller dim with its own full width.
Rows are paired by id. What is 0 or 1 in every row (top1, knn@1) is tested by McNemar's exact test, with Newcombe's interval
of the difference; means (map@10) by sign flips, with a paired bootstrap interval. p.holm is corrected for all tests of that
metric. Beside them: the smallest dim of each model that is not worse than the reference at its largest by --margin.

Results are files that --output FILE.arrow wrote, or that embed wrote from a model with heads. Beside files, models of the
config file are not run; --model, --data, --database or --queries on the command line add what they measure.`

  static override examples = [
    '<%= config.bin %> compare --model MRL=mrl.onnx --model MRL-E=mrl-e.onnx --data test.arrow',
    '<%= config.bin %> compare --metric knn@1,map@10 --database db.arrow --queries queries.arrow --output outcomes.arrow',
    '<%= config.bin %> compare base.arrow candidate.arrow --margin 0.005',
    '<%= config.bin %> compare base.arrow --model NEW=new.onnx --data test.arrow',
  ]

  static override strict = false

  static override args = {
    results: Args.string({ description: '[NAME=]PATH of files with the outcome of each row', required: false }),
  }

  static override flags = {
    ...modelFlags,
    data,
    labels,
    database,
    queries,
    dims,
    distance,
    seed,
    ...resultFlags,
    ...compareFlags,
  }

  /** What was asked for, as far as the flags alone say it. */
  private async asked() {
    const parsing = this.parse(Compare)
    const { argv } = await parsing
    const flags = await this.evaluated(parsing)
    const files = argv as string[]
    const measures = files.length === 0 || ['model', 'data', 'database', 'queries'].some((flag) => this.isTyped(flag))
    const models = (files.length === 0 || this.isTyped('model') ? flags.model : undefined) ?? []
    if (this.isTyped('labels') && flags.data === undefined)
      throw usageError('labels-unused', '--labels is for a --data that is a .npy array; there is no --data')
    const { dims, distance, reference = null } = flags
    const metrics = flags.metric?.filter(({ id }, i, all) => all.findIndex((other) => other.id === id) === i) ?? null
    const inputs = { ...this.measuredOn(flags, files), dims, distance }
    const request = { files, metrics, measures, inputs, reference, columns: toldColumns(flags.column ?? []) }
    return { flags, models, request }
  }

  override async plan(tablesFor: TablesFor): Promise<Plan> {
    const { flags, models, request } = await this.asked()
    const { metrics } = await planComparison(request, await resolveModels(models), await tablesFor(flags))
    const { inputs, measures } = request
    const { dims, distance } = flags
    const searched = metrics.filter(({ kind }) => kind !== 'heads')
    const k = Math.max(1, ...searched.map((metric) => ('k' in metric ? metric.k : 1)))
    const isSearched = measures && searched.length > 0
    return {
      ...{ flags, models, readings: measures ? readingsFor(inputs, metrics) : [] },
      costs: isSearched ? [nearestCost({ dims, distance, k, codings: [], factor: 1, reductions: [] })] : [],
      foresee: cutAt('database', dims),
    }
  }

  async run(): Promise<Report> {
    const { flags, models, request } = await this.asked()
    const { files, measures, reference } = request
    await requireOtherFiles(outputPaths(flags), files.map(filePath))
    const setup = await this.setUp({ ...flags, model: models })
    const { product, close } = await openProduct({ device: setup.device, threads: setup.threads })
    const { dims, distance, seed, margin } = flags
    try {
      const comparison = await planComparison(request, setup.models, setup.tables)
      const { metrics } = comparison
      const { paired, said } = await gather(request, comparison, setup, this.stop.signal)
      const options = {
        bootstrap: openBootstrap({ resamples: RESAMPLES, seed, product }),
        signFlip: openSignFlip({ draws: SIGN_PATTERNS, seed, product }),
        reference,
        margin,
      }
      const compared: Evaluation[] = []
      for (const { rows } of paired) compared.push(await compare(rows.outcomes, options))
      requireRows(compared, paired)
      const parameters = {
        metric: metrics.map(({ id }) => id),
        reference,
        margin,
        dims,
        confidence: 0.95,
        distance: measures && metrics.some(({ kind }) => kind !== 'heads') ? distance : null, // else nothing was searched
        resamples: RESAMPLES,
        signPatterns: SIGN_PATTERNS,
        seed,
      }
      const outcomes = this.outcomeFiles(flags.output)
      for (const file of outcomes) await writeOutcomes(file, asOneSet(paired), this.config.version)
      const report = await this.finish(setup, flags, parameters, [...said, ...compared])
      for (const file of outcomes) this.note(`wrote ${file}`, flags.quiet)
      return report
    } finally {
      await close()
      await setup.tables.close()
    }
  }

  override outcomeFiles(output: readonly string[] = []): readonly string[] {
    return output.filter((path) => extname(path) === '.arrow')
  }

  /** Beside files, what was typed decides what is measured; inputs of the config file do not stand in its way. */
  private measuredOn(
    flags: ReadingFlags & Readonly<Record<'data' | 'database' | 'queries', string | undefined>>,
    files: readonly string[],
  ): Pick<OutcomeInputs, 'data' | 'database' | 'queries'> {
    const [data = null, database = null, queries = null] = (['data', 'database', 'queries'] as const).map((role) => {
      const path = flags[role]
      return path === undefined ? null : reading(role, path, flags)
    })
    const [scored, searched] = [this.isTyped('data'), this.isTyped('database') || this.isTyped('queries')]
    if (files.length === 0 || scored === searched) return { data, database, queries }
    return scored ? { data, database: null, queries: null } : { data: null, database, queries }
  }
}
