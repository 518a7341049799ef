import { analysesFor, noteAnalyses, readAnalyses } from '../cli/classify/class-analyses.js'
import { classFlags, dataSets } from '../cli/classify/classify-flags.js'
import { learntOn } from '../cli/classify/learnt-on.js'
import { learntBy, openProbes, type Probes, probeFlags, probeReadings } from '../cli/classify/probe.js'
import { EvaluationCommand, required } from '../cli/evaluation.js'
import { dims } from '../cli/flags/flags.js'
import { holdout, holdoutLabels, labels, refuseFlipOfProbes, train, trainLabels, tta } from '../cli/flags/head-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { seed } from '../cli/flags/reduce-flag.js'
import { cutAt, NOTHING_FORESEEN } from '../cli/plan.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { probeCost } from '../cli/run/costs/learning.js'
import { nameDataSets } from '../cli/tables/data-sets.js'
import { reading } from '../cli/tables/reading.js'
import { usageError } from '../errors.js'
import { classify } from '../evaluate/classify.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { SCORES_ONLY } from '../model/encode.js'
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

  override async plan() {
    const flags = await this.evaluated(this.parse(Classify))
    required(flags.data?.[0]?.path, 'data', 'what is scored')
    const sets = nameDataSets(flags.data!, flags['class-subset'] ?? [])
    this.requireUse(flags)
    refuseFlipOfProbes(flags)
    const { dims, tta } = flags
    const probing = flags.probe ? probeReadings(flags) : null
    const learnt = probing === null ? [] : learntBy(probing)
    const models = await this.modelsFor(flags, [...sets.map(({ path }) => reading('data', path, flags)), ...learnt])
    const groups = sets.some(({ subset }) => subset !== null) || (flags.superclasses !== undefined && models.length > 0)
    const wanted = { ...SCORES_ONLY, logits: groups && probing === null, tta }
    const scored = sets.map(({ name, path }) => reading('data', path, flags, { name, wanted, tta }))
    return {
      ...{ flags, models, sets, scored, probing, learnt, readings: [...scored, ...learnt] },
      costs: probing === null ? [] : [probeCost(dims, flags.train !== undefined)],
      foresee: probing === null ? () => NOTHING_FORESEEN : cutAt(probing.train.role, dims),
    }
  }

  async run(): Promise<Report> {
    const { flags, models: given, sets, scored, probing, learnt } = await this.plan()
    const analyses = await readAnalyses(flags, sets)
    const setup = await this.setUp({ ...flags, model: given }, { tta: flags.tta })
    const { tables, models, progress } = setup
    const evaluations: Evaluation[] = []
    const probeStrengths: Record<string, Probes['strengths']> = {}
    try {
      await noteAnalyses(analyses, sets, tables)
      for (const model of models.length > 0 ? models : [null]) {
        const probes = probing === null ? null : await openProbes(setup, probing, model, flags.dims, this.stop.signal)
        if (probes !== null) evaluations.push({ rows: [], warnings: probes.warnings })
        for (const [i, set] of sets.entries()) {
          const opened = await tables.open(scored[i]!, model)
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
