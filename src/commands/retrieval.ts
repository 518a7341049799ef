import { openBaselines } from '../cli/engines/baselines.js'
import { Engines } from '../cli/engines/engines.js'
import { openScorer } from '../cli/engines/scorer.js'
import { EvaluationCommand } from '../cli/evaluation.js'
import { database, databaseLabels, dims, distance, queriesLabels } from '../cli/flags/flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { querySets } from '../cli/flags/path-flags.js'
import { askedCodings, codingParameters, precisionFlags } from '../cli/flags/precision-flags.js'
import { reduce, seed } from '../cli/flags/reduce-flag.js'
import { type Foreseen, NOTHING_FORESEEN } from '../cli/plan.js'
import { inputPaths } from '../cli/report/outputs.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { planRuns } from '../cli/retrieval/other-runs.js'
import { planJobs, runJob } from '../cli/retrieval/retrieval.js'
import { LATENCY_SECONDS, retrievalFlags } from '../cli/retrieval/retrieval-flags.js'
import { parametersOf, requestOf } from '../cli/retrieval/retrieval-request.js'
import { openRunFiles } from '../cli/retrieval/run-files.js'
import { sidesOf } from '../cli/retrieval/sides.js'
import { settingsCost } from '../cli/run/costs/searching.js'
import { openDigests } from '../cli/tables/digests.js'
import type { Reading } from '../cli/tables/reading.js'
import type { TableShape } from '../cli/tables/shapes.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { scoreRuns } from '../evaluate/runs.js'
import { DEFAULT_KS, planSettings } from '../evaluate/settings.js'
import { openBootstrap } from '../math/bootstrap.js'
import { openProduct } from '../onnx/product.js'
import type { Report } from '../types.js'

/** Bootstrap resamples of the queries. */
const RESAMPLES = 1000

export default class Retrieval extends EvaluationCommand {
  static override summary =
    'mAP, recall, FLOPs and latency of searching short and reranking long, exactly or with FAISS'

  static override description =
    `Without --shortlist: one search at every dimension. With it: the shortlist is found at one dimension and its rows are
ordered anew at another (--rerank), beside single searches at those two. --grid measures every such pair, --funnel whole
schedules. A row is relevant when its class is the query's, or when --qrels say so. BEIR folders bring their judgments.
--write-runs writes what was found as TREC runs; --run scores runs of other systems beside it, or without any search.

map@k divides by k, as the MRL paper does; map@k.min and map@k.hits carry the other common divisors. Intervals are 95 %
bootstrap intervals over the queries. MFLOPs count a multiply-add as one. Latency is measured on the CPU, one query at a
time on one thread; qps in batches, searched on all threads and reranked on one. Exact search is the default; --index searches with FAISS.

--precision searches the database exactly as it is stored in fewer bits (float16, int8, binary: see \`knn --help\`), at every
dimension and for every shortlist; reranking is by float32. --rescore adds single searches whose best rows (four times the
largest --k, or --rescore-factor times) are ordered anew at their own dimension. Bytes and MFLOPs are those of the codes; a
step over 64 bits counts as one. Searches of codes are not timed: for times, FAISS has such indexes (--index SQ8, SQfp16).`

  static override examples = [
    '<%= config.bin %> retrieval --shortlist 16 --rerank 2048',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --grid --k 10',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --funnel 8:200@16,100@64,10@256',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --shortlist 32 --rerank 256 --index HNSW32',
    '<%= config.bin %> retrieval --model text-model --database scifact --queries scifact --write-runs runs',
    '<%= config.bin %> retrieval --shortlist 256 --rerank 2048 --precision float32,int8,binary --no-latency',
    '<%= config.bin %> retrieval --run BM25=bm25.trec --qrels scifact/qrels/test.tsv',
  ]

  static override flags = {
    ...modelFlags,
    database,
    'database-labels': databaseLabels,
    queries: querySets,
    'queries-labels': queriesLabels,
    dims,
    distance,
    ...retrievalFlags,
    reduce,
    seed,
    ...precisionFlags,
    ...resultFlags,
  }

  override async plan() {
    const flags = await this.evaluated(this.parse(Retrieval))
    const request = await requestOf(flags, (flag) => this.isTyped(flag))
    const { search } = request
    const reductions = [...new Set(flags.reduce ?? [])]
    const { distance, 'latency-seconds': seconds = LATENCY_SECONDS } = flags
    if (search === null) {
      const nothing = { readings: [], models: [], costs: [], foresee: () => NOTHING_FORESEEN }
      return { flags, request, reductions, seconds, sides: null, ...nothing }
    }
    const sides = await sidesOf(search, flags, openDigests(this.cacheFolder(flags)))
    const readings = [sides.database, ...sides.queries]
    const { asked, times } = search
    return {
      ...{ flags, request, reductions, seconds, sides, readings },
      models: await this.modelsFor(flags, readings),
      costs: [settingsCost(asked, { distance, reductions, latencySeconds: times ? seconds : null })],
      foresee({ role }: Reading, shape: TableShape, name: string): Foreseen {
        return role === 'database' ? { dims: [], ks: planSettings(asked, { ...shape, name }).ks } : NOTHING_FORESEEN
      },
    }
  }

  async run(): Promise<Report> {
    const { flags, request, reductions, seconds, sides, models: given } = await this.plan()
    const { search } = request
    const folder = flags['write-runs']
    const runFiles = folder === undefined ? null : openRunFiles(folder, inputPaths(flags))
    const setup = await this.setUp({ ...flags, model: given }, { sides: true })
    const { tables, progress, device, threads } = setup
    const models = setup.models.length > 0 ? setup.models : [null]
    const { signal } = this.stop
    const cache = this.cacheFolder(flags)
    const { distance } = flags
    const engines = new Engines({ distance, device, threads, cache, seconds, progress, signal })
    const { product, close } = await openProduct({ device, threads })
    const baselines = await openBaselines(reductions, flags.seed, setup, signal)
    const scorer = openScorer(threads)
    const bootstrap = openBootstrap({ resamples: RESAMPLES, seed: flags.seed, product })
    const kit = { tables, engines, baselines, scorer, bootstrap, runFiles }
    const evaluations: Evaluation[] = []
    try {
      const jobs = search === null ? [] : await planJobs(models, search, sides!, kit)
      const { runs, sets } = await planRuns(request, tables)
      for (const job of jobs) evaluations.push(...(await runJob(job, search!, sides!, kit)))
      const ks = jobs[0]?.plan.ks ?? [...new Set(flags.k ?? DEFAULT_KS)].toSorted((a, b) => a - b)
      evaluations.push({ rows: [], warnings: engines.warnings }, await scoreRuns(runs, sets, ks, bootstrap))
      const chance = { seed: flags.seed, resamples: RESAMPLES }
      const latency = search?.times ? { seconds, singleThreads: 1, batchThreads: threads } : null
      const searched =
        search === null ? {} : { distance, reduce: reductions, ...codingParameters(askedCodings(flags)), latency }
      const parameters = { ...parametersOf(request, jobs[0]?.plan ?? null, ks), ...searched, ...chance }
      const report = await this.finish(setup, flags, parameters, evaluations)
      if (runFiles !== null) this.note(`wrote ${runFiles.written()} runs to ${folder}`, flags.quiet)
      return report
    } finally {
      progress.stop()
      await runFiles?.close()
      await baselines.close()
      await scorer.close()
      await close()
      await engines.close()
      await tables.close()
    }
  }
}
