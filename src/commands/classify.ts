import { analysesFor, noteAnalyses, readAnalyses } from '../cli/classify/class-analyses.js'
import { classFlags, dataSets } from '../cli/classify/classify-flags.js'
import { learntOn } from '../cli/classify/learnt-on.js'
import { openProbes, type Probes, probeFlags, requireProbeData } from '../cli/classify/probe.js'
import { EvaluationCommand, required } from '../cli/evaluation.js'
import { dims } from '../cli/flags/flags.js'
import { holdout, holdoutLabels, labels, refuseFlipOfProbes, train, trainLabels, tta } from '../cli/flags/head-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { seed } from '../cli/flags/reduce-flag.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { nameDataSets } from '../cli/tables/data-sets.js'
import { usageError } from '../errors.js'
import { classify } from '../evaluate/classify.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import type { Report } from '../types.js'

export default class Classify extends EvaluationCommand {
  static override summary = 'top-1, top-5 and loss of a model’s nested heads (MRL, MRL-E, fixed-feature), or of probes'

  static override description =
    `The share of rows whose true class has the largest logit (top-1) or one of the five largest (top-5) at every
head, and the mean cross-entropy. Heads are found by output names (logits_8, logits_16, …), as one stacked output, or
by flag. Intervals are at 95 %: Wilson's for the shares, mean ± 1.96 s/√n for the loss.

--probe learns a linear classifier at every dim in place of heads. Several --data score one model on each, as for robustness;
--class-subset lets only the classes of a file compete, as ImageNet-A and -R ask for. --per-class, --superclasses and
--frequency add accuracies of groups of classes; all of them are in --json and .csv, and the table shows what stands out.`

  static override examples = [
    '<%= config.bin %> classify --model mrl.onnx --data test.arrow',
    '<%= config.bin %> classify --model MRL=mrl.onnx --model FF-8=ff8.onnx --data test.arrow --output top1.csv',
    '<%= config.bin %> classify --data embeddings-with-heads.arrow',
    '<%= config.bin %> classify --data embeddings.arrow --probe --train train-embeddings.arrow --holdout holdout-embeddings.arrow',
    '<%= config.bin %> classify --model mrl.onnx --data v2=v2.arrow --data a=imagenet-a.arrow --class-subset a=a-classes.txt',
    '<%= config.bin %> classify --model mrl.onnx --data test.arrow --per-class --superclasses superclasses.csv',
    '<%= config.bin %> classify --model mrl.onnx --data test.arrow --train train.arrow --frequency 20,100',
  ]

  static override flags = {
    ...modelFlags,
    data: dataSets,
    labels,
    dims,
    ...classFlags,
    tta,
    ...probeFlags,
    train,
    'train-labels': trainLabels,
    holdout,
    'holdout-labels': holdoutLabels,
    seed,
    ...resultFlags,
  }

  async run(): Promise<Report> {
    const given = await this.evaluated(this.parse(Classify))
    required(given.data?.[0]?.path, 'data', 'what is scored')
    const sets = nameDataSets(given.data!, given['class-subset'] ?? [])
    this.requireUse(given)
    refuseFlipOfProbes(given)
    if (given.probe) requireProbeData(given)
    const learnt = given.probe ? [given.train, given.holdout].filter((path) => path !== undefined) : []
    const flags = await this.withModelsFor(given, [...sets.map(({ path }) => path), ...learnt])
    const analyses = await readAnalyses(flags, sets)
    const needsLogits = analyses.subsets.size > 0 || (analyses.superclasses !== null && flags.model !== undefined)
    const of = { data: flags.labels, holdout: flags['holdout-labels'], train: flags['train-labels'] }
    const setup = await this.setUp(flags, { logits: needsLogits && !flags.probe, tta: flags.tta, labels: of })
    const { tables, models, progress } = setup
    const evaluations: Evaluation[] = []
    const probeStrengths: Record<string, Probes['strengths']> = {}
    try {
      await noteAnalyses(analyses, sets, tables)
      for (const model of models.length > 0 ? models : [null]) {
        const probes = flags.probe ? await openProbes(setup, flags, model, flags.dims, this.stop.signal) : null
        if (probes !== null) evaluations.push({ rows: [], warnings: probes.warnings })
        for (const set of sets) {
          const opened = await tables.open('data', set.path, model, { name: set.name })
          const name = model?.name ?? opened.name
          if (probes?.dims.length === 0) {
            evaluations.push({ rows: [], warnings: [], missed: { model: name, dims: [opened.width] } })
            break
          }
          const { table, warnings } = probes === null ? { table: opened, warnings: [] } : await probes.apply(opened)
          if (probes !== null) probeStrengths[name] = probes.strengths
          evaluations.push({ rows: [], warnings: [...warnings, ...(await learntOn(learnt, set.path, name, tables))] })
          evaluations.push(await classify(table, name, flags.dims, analysesFor(analyses, set, table)))
        }
      }
    } finally {
      progress.stop()
      await tables.close()
    }
    const parameters = {
      dims: flags.dims,
      prediction: 'argmax, ties to the lower class',
      data: sets,
      perClass: flags['per-class'],
      superclasses: flags.superclasses ?? null,
      frequency: flags.frequency ?? null,
      probeStrengths: flags.probe ? probeStrengths : null,
      seed: flags.seed,
    }
    return this.finish(setup, flags, parameters, evaluations)
  }

  /** @throws UserError (exit 2) for typed flags that nothing would come of */
  private requireUse({ probe, frequency }: { probe: boolean; frequency: unknown }): void {
    for (const flag of ['train', 'train-labels', 'holdout', 'holdout-labels', 'seed']) {
      const counts = flag.startsWith('train') && frequency !== undefined
      if (!this.isTyped(flag) || probe || counts) continue
      const uses = flag.startsWith('train') ? '--probe and --frequency, and neither is' : '--probe, which is not'
      throw usageError('flag-unused', `--${flag} is for ${uses} asked for`, '--probe')
    }
  }
}
