/** What the evaluating commands share: settings → tables, rows → report. */
import { usageError } from '../errors.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { chooseDevice } from '../onnx/session.js'
import type { Device, Progress, Report } from '../types.js'
import { toldColumns } from './flags/flags.js'
import type { ModelFlagValues } from './flags/model-flags.js'
import { withSplits } from './flags/split-flag.js'
import type { GateFlagValues } from './gate/gate-flags.js'
import { createProgress, wait } from './progress.js'
import { inputPaths, outputPaths, requireOtherFiles } from './report/outputs.js'
import { composeReport } from './report/report.js'
import { ReportCommand } from './report/report-command.js'
import type { ResultFlagValues } from './report/result-flags.js'
import { embedSettings } from './tables/embed-settings.js'
import { type NamedModel, resolveModels } from './tables/models.js'
import { standsAlone, type TableOptions } from './tables/stored-tables.js'
import { TableSource } from './tables/tables.js'

/** Everything a command needs to evaluate. */
export interface Setup {
  models: readonly NamedModel[]
  tables: TableSource
  device: Device
  threads: number
  progress: Progress
  began: number // milliseconds
  tta: TableOptions['tta']
}

/** What a command needs besides the flags that all have. */
export interface SetupOptions extends Partial<TableOptions> {
  keepsRows?: boolean // rows of a stopped run are there for the next one
}

export abstract class EvaluationCommand extends ReportCommand {
  /** Flags, with the splits that `--split` names put to the paths. */
  protected async evaluated<Flags extends ModelFlagValues>(parsing: Promise<{ flags: Flags }>): Promise<Flags> {
    const { flags } = await parsing
    this.given = flags
    return withSplits(flags, flags.split ?? [], this.isTyped('split'))
  }

  /** The flags without models of the environment or config file, where all that is read stands alone and needs none. */
  protected async withModelsFor<Flags extends ModelFlagValues>(flags: Flags, reads: readonly string[]): Promise<Flags> {
    if (flags.model === undefined || this.isTyped('model')) return flags
    for (const path of reads) if (!(await standsAlone(path, toldColumns(flags.column ?? [])))) return flags
    return { ...flags, model: undefined }
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
    const {
      keepsRows = flags.cache && flags.model !== undefined,
      logits = false,
      tta = null,
      labels = {},
      sides = false,
    } = options
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
    const tables = new TableSource(settings, { logits, tta, labels, sides })
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
