import { setMaxListeners } from 'node:events'
import { Args, Flags } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { type ErrorDocument, printError } from '../cli/failure.js'
import { pageFlags, wantsExhibits } from '../cli/flags/exhibit-flags.js'
import { cache, device, threads } from '../cli/flags/flags.js'
import { output } from '../cli/report/result-flags.js'
import { wrongParts } from '../cli/run/checks.js'
import { type AskedExhibits, exhibitsOfParts } from '../cli/run/exhibits.js'
import { ASSUMPTIONS, type ForecastOptions, forecast } from '../cli/run/forecast.js'
import { openForesight } from '../cli/run/foresight.js'
import { type OpenSuite, openSuite } from '../cli/run/open-suite.js'
import type { Part } from '../cli/run/parts.js'
import { failureOfPart } from '../cli/run/suggestions.js'
import { runSuite, worstExit } from '../cli/run/suite.js'
import { recordsOfAll, withOthers, writeBaselines, writeTogether } from '../cli/run/together.js'
import { scratchFolder } from '../cli/scratch.js'
import { readSuperclasses } from '../data/classes/class-files.js'
import { usageError } from '../errors.js'
import { type Forecast, renderForecast } from '../report/forecast.js'
import { renderSuite, type SuiteResult, verdictOf } from '../report/suite.js'

/** What measuring needs of the flags, and of what was told before. */
interface Measuring extends AskedExhibits {
  began: number // milliseconds
  silent: boolean // nothing is for people
  hasExhibits: boolean
  quiet: boolean
  progress: boolean
  'write-baseline': string | undefined
}

export default class Run extends MrlCommand {
  static override summary = 'everything that the config file lists, into one folder of results'

  static override description =
    `The section run: of mrl-eval.config.yaml lists evaluations: commands with the settings of the file, and flags of their own.
Keys and values of all are checked before anything runs, and a wrong one stops the run. Then, still before the first evaluation,
files, models, dims, rules and baselines are: an evaluation that cannot be done is told and not begun. What the rows themselves tell
(labels, images, class names, whether a baseline is of the same data) is told when it is measured. Each result is a file NAME.json;
report.html and summary.md show them together. Results are kept: the next run does again only what other flags, data, models or
another version of this tool would change, and what was stopped goes on. An evaluation that fails does not stop the others; the exit
code is then that of the worst (1, then 3, 2, and 4 for a gate).

--exhibits shows in report.html, as report --exhibits does, what the models of all searches find and how their rows lie, by few numbers and by many.

--dry-run says what would be done, and measures a few batches to tell how long it will take.`

  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run nearest-5 --force',
    '<%= config.bin %> run --dry-run',
    '<%= config.bin %> run --exhibits --exhibit-dims 8,64',
    '<%= config.bin %> run --results results --output results/run.csv --json',
  ]

  static override strict = false

  static override args = {
    evaluations: Args.string({ description: 'names of evaluations; without any, all', required: false }),
  }

  static override flags = {
    results: Flags.string({
      summary: 'folder of the results; by default `results` beside the config file',
      helpValue: 'FOLDER',
    }),
    'dry-run': Flags.boolean({ summary: 'only say what would be done, and what it would take' }),
    force: Flags.boolean({ summary: 'do all again, also what has not changed' }),
    baseline: Flags.string({
      summary: 'folder of baselines, NAME.json for each evaluation whose rules speak of one',
      helpValue: 'FOLDER',
    }),
    'write-baseline': Flags.string({
      summary: 'write baselines into this folder, of all evaluations that pass their rules',
      helpValue: 'FOLDER',
    }),
    device,
    threads,
    cache,
    output,
    ...pageFlags,
  }

  async run(): Promise<SuiteResult | Forecast> {
    const { argv, flags } = await this.parse(Run)
    const config = this.configFile
    if (config === null)
      throw usageError('config-missing', 'run does what a config file lists; there is none here', 'mrl-eval init')
    const began = performance.now()
    this.stopOnSignals(true)
    setMaxListeners(0, this.stop.signal) // every evaluation listens
    const scratch = flags.cache ? null : await scratchFolder()
    const silent = this.jsonEnabled() || flags.quiet
    const { signal } = this.stop
    const told = { silent, scratch, stop: this.stop, typed: this.forParts(flags), baselines: flags.baseline ?? null }
    const suite = await openSuite(argv as string[], { ...told, oclif: this.config, config }, flags)
    const { todo, kept, together } = suite
    const hasExhibits = wantsExhibits({ ...flags, outputs: together }, (flag) => this.isTyped(flag), ['superclasses'])
    if (hasExhibits && flags.superclasses !== undefined) await readSuperclasses(flags.superclasses) // a fault is told now
    const foresight = openForesight({ tool: this.config.version, cache: suite.memory, signal })
    try {
      const ahead = { kept, force: flags.force, tablesFor: foresight.tablesFor, signal }
      const wrong = await wrongParts(todo, ahead)
      if (flags['dry-run']) return await this.foretell(suite, { ...ahead, wrong }, flags.quiet)
      return await this.measure(suite, { ...ahead, wrong }, { ...flags, began, silent, hasExhibits })
    } finally {
      await foresight.close()
    }
  }

  /** Does what is to be done, and writes the whole. Exit code: that of the worst. */
  private async measure(
    suite: OpenSuite,
    { wrong, tablesFor, ...ahead }: Omit<ForecastOptions, 'say'>,
    flags: Measuring,
  ): Promise<SuiteResult> {
    const { parts, todo, chosen, kept, folder, together } = suite
    const { signal } = ahead
    const { version } = this.config
    const failed = ({ entry }: Part, error: Error, said: ErrorDocument['error']) => {
      if (!this.jsonEnabled()) printError(error, said, `${entry.name}: `)
    }
    for (const part of todo) {
      const error = wrong.get(part.entry.name)
      if (error !== undefined) failed(part, error, failureOfPart(part, error))
    }
    const note = (text: string) => this.note(text, flags.quiet)
    const { records, reports, seconds } = await runSuite(todo, { ...ahead, wrong, failed, say: note })
    const result: SuiteResult = {
      schemaVersion: 1,
      command: 'run',
      tool: { name: 'mrl-eval', version },
      results: folder,
      evaluations: records,
      files: together,
      gate: verdictOf(records),
      timing: { totalSeconds: (performance.now() - flags.began) / 1000, ...Object.fromEntries(seconds) },
    }
    const all = await withOthers(parts, reports, chosen, kept)
    const shown = flags.progress && !flags.silent
    const circumstances = { tool: version, cache: suite.memory, outputs: together, signal, shown, note }
    const exhibits = flags.hasExhibits ? await exhibitsOfParts(parts, all, flags, tablesFor, circumstances) : undefined
    await writeTogether(together, { ...result, evaluations: recordsOfAll(parts, records, all, kept) }, all, exhibits)
    if (flags['write-baseline'] !== undefined) await writeBaselines(flags['write-baseline'], reports)
    this.log(renderSuite(result))
    process.exitCode = worstExit(records.map(({ exitCode }) => exitCode))
    return result
  }

  /** Says what would be done. Exit code: that of the worst error that is seen already. */
  private async foretell(
    { todo, folder }: OpenSuite,
    ahead: Omit<ForecastOptions, 'say'>,
    quiet: boolean,
  ): Promise<Forecast> {
    const began = performance.now()
    const { version } = this.config
    const found = await forecast(todo, { ...ahead, say: (text) => this.note(text, quiet) })
    const result: Forecast = {
      ...{ schemaVersion: 1, command: 'run', dryRun: true, tool: { name: 'mrl-eval', version }, results: folder },
      ...found,
      assumptions: ASSUMPTIONS,
      timing: { totalSeconds: (performance.now() - began) / 1000 },
    }
    this.log(renderForecast(result))
    for (const { name, error } of found.evaluations)
      if (error !== null && !this.jsonEnabled()) printError(new Error(error.message), error, `${name}: `)
    process.exitCode = worstExit(found.evaluations.map(({ exitCode }) => exitCode))
    return result
  }

  /** Of what was typed, what holds for every evaluation. */
  private forParts(flags: { device: string; threads: number; cache: boolean; progress: boolean }): string[] {
    const either = (name: 'cache' | 'progress') =>
      this.isTyped(name) || this.isTyped(`no-${name}`) ? [`--${flags[name] ? '' : 'no-'}${name}`] : []
    return [
      ...(this.isTyped('device') ? [`--device=${flags.device}`] : []),
      ...(this.isTyped('threads') ? [`--threads=${flags.threads}`] : []),
      ...either('cache'),
      ...either('progress'),
    ]
  }
}
