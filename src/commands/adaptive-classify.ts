import { adaptiveFlags } from '../cli/cascade/adaptive-flags.js'
import { applyCascade } from '../cli/cascade/apply-cascade.js'
import { type Cascades, learnCascades } from '../cli/cascade/cascades.js'
import { type LearningPlan, planLearning, typedFirst } from '../cli/cascade/learning-plan.js'
import { readThresholds, type StoredCascade, storedDims, writeThresholds } from '../cli/cascade/thresholds.js'
import { learntOn } from '../cli/classify/learnt-on.js'
import { learntBy, openProbes, type Probes, probeFlags, probeReadings } from '../cli/classify/probe.js'
import { EvaluationCommand, required } from '../cli/evaluation.js'
import { data, dims } from '../cli/flags/flags.js'
import { holdout, holdoutLabels, labels, refuseFlipOfProbes, train, trainLabels, tta } from '../cli/flags/head-flags.js'
import { modelFlags } from '../cli/flags/model-flags.js'
import { seed } from '../cli/flags/reduce-flag.js'
import { cutAt, NOTHING_FORESEEN } from '../cli/plan.js'
import { resultFlags } from '../cli/report/result-flags.js'
import { cascadeCost, probeCost } from '../cli/run/costs/learning.js'
import { reading } from '../cli/tables/reading.js'
import { usageError } from '../errors.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { needsLogits } from '../evaluate/scored.js'
import { SCORES_ONLY } from '../model/encode.js'
import type { Report } from '../types.js'

export default class AdaptiveClassify extends EvaluationCommand {
  static override summary = 'accuracy against expected dimensions, when small heads answer what they are sure of'

  static override description =
    `Every row goes to the smallest head first, and up until a head's confidence is greater than its threshold. Thresholds are
learnt on --holdout, or on rows drawn from --data (--splits), and scored on others. --policy paper is the rule of MRL's
reference code; shared is one threshold for all heads; joint (the default) learns all thresholds together, for every budget of
expected dimensions. One point of the joint curve is chosen: by default the cheapest that loses at most one point of
accuracy against the largest head, with 95 % confidence. Every head alone, the oracle (the smallest head that is right) and
the majority vote of all heads stand beside them.`

  static override examples = [
    '<%= config.bin %> adaptive-classify --model mrl.onnx --data test.arrow --holdout holdout.arrow',
    '<%= config.bin %> adaptive-classify --model mrl.onnx --data test.arrow --policy paper,joint --holdout-size 10000',
    '<%= config.bin %> adaptive-classify --data logits.npy --labels labels.npy --model-dims 8,16,32,64 --temperature',
    '<%= config.bin %> adaptive-classify --model mrl.onnx --data a.arrow --holdout b.arrow --write-thresholds cascade.json',
    '<%= config.bin %> adaptive-classify --model mrl.onnx --data new.arrow --thresholds cascade.json',
  ]

  static override flags = {
    ...modelFlags,
    data,
    labels,
    holdout,
    'holdout-labels': holdoutLabels,
    dims,
    ...adaptiveFlags,
    tta,
    ...probeFlags,
    train,
    'train-labels': trainLabels,
    seed,
    ...resultFlags,
  }

  override async plan() {
    const flags = typedFirst(await this.evaluated(this.parse(AdaptiveClassify)), (name) => this.isTyped(name))
    const path = required(flags.data, 'data', 'what is scored')
    const plan = planLearning(flags)
    this.requireUse(plan, flags)
    refuseFlipOfProbes(flags)
    const given = flags.thresholds === undefined ? [] : await readThresholds(flags.thresholds)
    const { confidence = 'softmax', temperature, tta, seed, dims } = flags
    const probing = flags.probe ? probeReadings(flags) : null
    const logits = probing === null && (needsLogits({ confidence, temperature }) || given.some(storedNeedsLogits))
    const scored = { wanted: { ...SCORES_ONLY, logits, tta }, tta }
    const data = reading('data', path, flags, scored)
    const holdout = plan?.splits === null ? reading('holdout', flags.holdout!, flags, scored) : null
    const learnt = probing !== null ? learntBy(probing) : holdout !== null ? [holdout] : []
    const readings = [data, ...learnt]
    const probeDims = storedDims(given, undefined) ?? dims
    return {
      ...{ flags, readings, data, holdout, probing, plan, given, confidence },
      models: await this.modelsFor(flags, readings),
      costs: [
        ...(probing === null ? [] : [probeCost(probeDims, true)]),
        ...(plan === null ? [] : [cascadeCost({ plan, dims, seed, areProbes: probing !== null })]),
      ],
      foresee: probing === null ? () => NOTHING_FORESEEN : cutAt(probing.train.role, probeDims),
    }
  }

  async run(): Promise<Report> {
    const { flags, models, data, holdout, probing, plan, given, confidence } = await this.plan()
    const { temperature, tta, thresholds: file } = flags
    const setup = await this.setUp({ ...flags, model: models }, { tta })
    const { tables } = setup
    const evaluations: Evaluation[] = []
    const results: Cascades[] = []
    const probeStrengths: Record<string, Probes['strengths']> = {}
    try {
      for (const model of setup.models.length > 0 ? setup.models : [null]) {
        const at = storedDims(given, model?.name) ?? flags.dims
        const probes = probing === null ? null : await openProbes(setup, probing, model, at, this.stop.signal)
        if (probing !== null && probes !== null) {
          probeStrengths[model?.name ?? data.path] = probes.strengths
          const seen = await learntOn([probing.train], data.path, model?.name ?? data.path, tables)
          evaluations.push({ rows: [], warnings: [...probes.warnings, ...seen] })
        }
        const { dims, seed } = flags
        const { signal } = this.stop
        const sides = { data, holdout, train: probing?.train ?? null }
        const job = { setup, model, probes, ...sides, dims, confidence, temperature, tta, seed, signal }
        const result = plan === null ? await applyCascade(job, given, file!) : await learnCascades(job, plan)
        evaluations.push(result.evaluation)
        results.push(result)
      }
      if (file !== undefined) await tables.note('thresholds', file, { rows: null, dim: null, classes: null })
    } finally {
      setup.progress.stop()
      await tables.close()
    }
    requireReached(results)
    await this.keep(
      results.flatMap(({ stored }) => stored ?? []),
      flags,
    )
    if (plan !== null && plan.splits !== null && flags.holdout !== undefined && !flags.probe)
      evaluations.push(HOLDOUT_UNUSED)
    return this.finish(
      setup,
      flags,
      {
        dims: flags.dims,
        policies: plan?.policies ?? null,
        goal: plan?.goal ?? null,
        splits: plan?.splits?.count ?? null,
        holdoutSize: results.find(({ learntOn }) => learntOn !== null)?.learntOn ?? null,
        rule: 'a head answers when its confidence > its threshold',
        confidence,
        temperature,
        probeStrengths: flags.probe ? probeStrengths : null,
        seed: flags.seed,
      },
      evaluations,
    )
  }

  /**
   * What the config file has may go unused; what was typed may not.
   * @throws UserError (exit 2) for typed flags that nothing would come of
   */
  private requireUse(plan: LearningPlan | null, { probe }: { probe: boolean }): void {
    if (probe) return
    const refuse = (flags: readonly string[], why: string) => {
      const typed = flags.find((flag) => this.isTyped(flag))
      if (typed !== undefined) throw usageError('flags-conflict', `--${typed} ${why}`)
    }
    refuse(['train', 'train-labels'], 'is for --probe, which is not asked for')
    const holdout = ['holdout', 'holdout-labels']
    if (plan === null) refuse([...holdout, 'seed'], 'does not go with --thresholds, which were learnt before')
    else if (plan.splits !== null) refuse(holdout, 'does not go with --splits, which draw theirs from --data')
  }

  private async keep(
    stored: readonly StoredCascade[],
    flags: { 'write-thresholds': string | undefined; quiet: boolean },
  ): Promise<void> {
    const file = flags['write-thresholds']
    if (file === undefined) return
    if (stored.length === 0)
      throw usageError('nothing-learnt', `--write-thresholds ${file}: no model has more than one head`)
    await writeThresholds(file, this.config.version, stored)
    this.note(`wrote ${file}`, flags.quiet)
  }
}

/** @throws UserError (exit 2) when there are models of several heads, and none reached the goal */
function requireReached(results: readonly Cascades[]): void {
  const failed = results.find(({ reached }) => reached === false)
  if (failed === undefined || results.some(({ reached }) => reached === true)) return
  const { code, message } = failed.evaluation.warnings.find(({ code }) => code === 'goal-out-of-reach')!
  throw usageError(code, message, 'ask for less, or learn on more rows')
}

const HOLDOUT_UNUSED: Evaluation = {
  rows: [],
  warnings: [
    { code: 'holdout-unused', message: '--splits draws the rows to learn on from --data; --holdout is not used' },
  ],
}

function storedNeedsLogits({ confidence, temperatures }: StoredCascade): boolean {
  return needsLogits({ confidence, temperature: temperatures !== null })
}
