import { basename, extname } from 'node:path'
import { openBaselines } from '../cli/baselines.js'
import { Engines } from '../cli/engines.js'
import { EvaluationCommand, modelFlags, required } from '../cli/evaluation.js'
import { database, dims, distance, output, querySets } from '../cli/flags.js'
import { reduce, seed } from '../cli/reduce-flag.js'
import { nameSets, planJobs, type RetrievalRequest, runJob } from '../cli/retrieval.js'
import { retrievalFlags } from '../cli/retrieval-flags.js'
import { openScorer } from '../cli/scorer.js'
import { usageError } from '../errors.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { indexSpecs } from '../evaluate/indexes.js'
import type { Plan } from '../evaluate/settings.js'
import { openBootstrap } from '../math/bootstrap.js'
import { openProduct } from '../onnx/product.js'
import type { Report } from '../types.js'

/** For timing a setting. */
const LATENCY_SECONDS = 2

/** Bootstrap resamples of the queries. */
const RESAMPLES = 1000

export default class Retrieval extends EvaluationCommand {
  static override summary =
    'mAP, recall, FLOPs and latency of searching short and reranking long, exactly or with FAISS'

  static override description =
    `Without --shortlist: one search at every dimension. With it: the shortlist is found at one dimension and its rows are
ordered anew at another (--rerank), beside single searches at those two. --grid measures every such pair, --funnel whole
schedules. A row is relevant when its class is the query's, or when --qrels say so.

map@k divides by k, as the MRL paper does; map@k.min and map@k.hits carry the other common divisors. Intervals are 95 %
bootstrap intervals over the queries. MFLOPs count a multiply-add as one. Latency is measured on the CPU, one query at a
time on one thread; qps in batches, searched on all threads and reranked on one. Exact search is the default; --index searches with FAISS.`

  static override examples = [
    '<%= config.bin %> retrieval --shortlist 16 --rerank 2048',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --grid --k 10',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --funnel 8:200@16,100@64,10@256',
    '<%= config.bin %> retrieval --database db.arrow --queries queries.arrow --shortlist 32 --rerank 256 --index HNSW32',
  ]

  static override flags = {
    ...modelFlags,
    database,
    queries: querySets,
    dims,
    distance,
    ...retrievalFlags,
    reduce,
    seed,
    output,
  }

  async run(): Promise<Report> {
    const flags = await this.evaluated(this.parse(Retrieval))
    const reductions = [...new Set(flags.reduce ?? [])]
    required(flags.queries?.[0]?.path, 'queries', 'what is searched for')
    const request: RetrievalRequest = {
      database: required(flags.database, 'database', 'what is searched'),
      queries: nameSets(flags.queries!, (path) => basename(path, extname(path))),
      qrels: flags.qrels ?? null,
      times: flags.latency ?? !flags.grid,
      asked: {
        dims: flags.dims,
        shortlist: flags.shortlist ?? null,
        rerank: flags.rerank ?? null,
        grid: flags.grid,
        sizes: flags['shortlist-size'] ?? null,
        funnels: flags.funnel ?? [],
        indexes: indexSpecs({
          factories: flags.index ?? [],
          efSearch: flags['ef-search'] ?? [],
          nprobe: flags.nprobe ?? [],
          clusterDims: flags['cluster-dim'] ?? [],
        }),
        ks: flags.k ?? null,
      },
    }
    if (flags['latency-seconds'] !== undefined && !request.times) {
      throw usageError('latency-off', '--latency-seconds is set, but nothing is timed', '--latency')
    }
    const reads = [request.database, ...request.queries.map(({ path }) => path)]
    const setup = await this.setUp(await this.withModelsFor(flags, reads), { sides: true })
    const { tables, progress, device, threads, models } = setup
    const { signal } = this.stop
    const cache = flags.cache ? this.config.cacheDir : null
    const { distance, 'latency-seconds': seconds = LATENCY_SECONDS } = flags
    const engines = new Engines({ distance, device, threads, cache, seconds, progress, signal })
    const { product, close } = await openProduct({ device, threads })
    const baselines = await openBaselines(reductions, flags.seed, setup, signal)
    const scorer = openScorer(threads)
    const bootstrap = openBootstrap({ resamples: RESAMPLES, seed: flags.seed, product })
    const kit = { tables, engines, baselines, scorer, bootstrap }
    const evaluations: Evaluation[] = []
    try {
      const jobs = await planJobs(models.length > 0 ? models : [null], request, kit)
      for (const job of jobs) evaluations.push(...(await runJob(job, request, kit)))
      evaluations.push({ rows: [], warnings: engines.warnings })
      const latency = request.times ? { seconds, singleThreads: 1, batchThreads: threads } : null
      const chance = { reduce: reductions, seed: flags.seed, resamples: RESAMPLES }
      const parameters = { ...parametersOf(request, jobs[0]!.plan), distance, ...chance, latency }
      return await this.finish(setup, flags, parameters, evaluations)
    } finally {
      progress.stop()
      await baselines.close()
      await scorer.close()
      await close()
      await engines.close()
      await tables.close()
    }
  }
}

/** What was asked for, with what was chosen where nothing was. */
function parametersOf({ asked, qrels }: RetrievalRequest, { ks, sizes }: Plan): Report['parameters'] {
  const { dims, shortlist, rerank, grid, funnels, indexes } = asked
  return {
    dims,
    shortlist,
    rerank,
    grid,
    shortlistSize: sizes.length > 0 ? sizes : null,
    funnel: funnels,
    index: indexes,
    k: ks,
    relevance: qrels === null ? 'label' : 'qrels',
  }
}
