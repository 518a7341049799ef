/** What the evaluating commands share: settings → tables, rows → report. */
import { usageError } from '../errors.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import type { Wanted } from '../model/encode.js'
import { chooseDevice } from '../onnx/session.js'
import type { Device, Progress, Report } from '../types.js'
import type { ModelFlagValues } from './flags/model-flags.js'
import type { NamedPath } from './flags/path-flags.js'
import { withSplits } from './flags/split-flag.js'
import type { GateFlagValues } from './gate/gate-flags.js'
import type { Plan, TablesFor } from './plan.js'
import { createProgress, wait } from './progress.js'
import { inputPaths, outputPaths, requireOtherFiles } from './report/outputs.js'
import { composeReport } from './report/report.js'
import { ReportCommand } from './report/report-command.js'
import type { ResultFlagValues } from './report/result-flags.js'
import { embedSettings } from './tables/embed-settings.js'
import { type NamedModel, resolveModels } from './tables/models.js'
import type { Reading } from './tables/reading.js'
import { standsAlone } from './tables/stands-alone.js'
import { TableSource } from './tables/tables.js'

/** Everything a command needs to evaluate. */
export interface Setup {
  models: readonly NamedModel[]
  tables: TableSource
  device: Device
  threads: number
  progress: Progress
  began: number // milliseconds
  tta: Wanted['tta'] | null
}

/** What a command needs besides the flags that all have. */
export interface SetupOptions {
  keepsRows?: boolean // rows of a stopped run are there for the next one
  tta?: Wanted['tta'] | null // null: the command has no --tta
  sides?: boolean // texts are read as queries or as documents
}

/** A command that runs models. */
export abstract class ModelCommand extends ReportCommand {
  /** Flags, with the splits that `--split` names put to the paths. */
  protected async evaluated<Flags extends ModelFlagValues>(parsing: Promise<{ flags: Flags }>): Promise<Flags> {
    const { flags } = await parsing
    this.given = flags
    return withSplits(flags, flags.split ?? [], this.isTyped('split'))
  }

  /** Where embeddings and indexes are kept, for good or for the evaluations of one run; null: nowhere. */
  protected cacheFolder({ cache }: Pick<ModelFlagValues, 'cache'>): string | null {
    return cache ? this.config.cacheDir : (this.whole?.scratch ?? null)
  }

  /** @throws UserError (exit 2) for prompts of sides where there are none */
  private refuseSides(): void {
    const typed = ['query-prompt', 'document-prompt'].find((flag) => this.isTyped(flag))
    if (typed === undefined) return
    throw usageError('prompt-unused', `--${typed} is for retrieval; ${this.id} reads all texts alike`, '--prompt TEXT')
  }

  /** Chooses the device and finds the models. @throws UserError (exit 2) for an output that would be written over an input */
  protected async setUp(flags: ModelFlagValues & Partial<GateFlagValues>, options: SetupOptions = {}): Promise<Setup> {
    const { keepsRows = flags.cache && (flags.model ?? []).length > 0, tta = null, sides = false } = options
    await requireOtherFiles(outputPaths(flags), inputPaths(flags))
    if (!sides) this.refuseSides()
    await this.openRules(flags)
    const began = performance.now()
    this.stopOnSignals(keepsRows)
    const shown = flags.progress && !flags.quiet && !this.jsonEnabled()
    const models = await resolveModels(flags.model ?? [])
    const chosen = await wait('starting ONNX Runtime', shown, chooseDevice(flags.device))
    const progress = createProgress(shown)
    const settings = embedSettings(flags, {
      tool: this.config.version,
      device: chosen,
      cache: this.cacheFolder(flags),
      progress,
      signal: this.stop.signal,
    })
    const tables = new TableSource(settings)
    return { models, tables, device: chosen, threads: settings.threads, progress, began, tta }
  }

  /** What was measured, as a report that is judged, printed and written. */
  protected async finish(
    setup: Setup,
    flags: ModelFlagValues & ResultFlagValues,
    parameters: Report['parameters'],
    evaluations: readonly Evaluation[],
  ): Promise<Report> {
    return this.conclude(
      composeReport({ command: this.id ?? '', version: this.config.version, setup, flags, parameters }, evaluations),
      flags,
    )
  }
}

/** A command that measures. */
export abstract class EvaluationCommand extends ModelCommand {
  /** What it would read and do, by its flags. @throws UserError for what is missing, or cannot be read */
  abstract plan(tablesFor: TablesFor): Promise<Plan>

  /** Those of the flags, but none of the environment or config file where all that is read stands alone and needs none. */
  protected async modelsFor(flags: ModelFlagValues, readings: readonly Reading[]): Promise<NamedPath[]> {
    const { model = [] } = flags
    if (model.length === 0 || this.isTyped('model')) return model
    for (const { path, columns } of readings) if (!(await standsAlone(path, columns))) return model
    return []
  }
}

/** A flag's value. @throws UserError (exit 2) when it was neither typed nor configured */
export function required(value: string | undefined, flag: string, what: string): string {
  if (value !== undefined) return value
  throw usageError(
    'missing-flag',
    `--${flag} is missing: ${what}`,
    `--${flag} PATH`,
    'or set it in mrl-eval.config.yaml',
  )
}
