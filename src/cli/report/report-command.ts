/** What commands that give a report share: rules that it is held against, where it is printed and written, and what is told of a run that broke. */
import { gateLines } from '../../report/gate.js'
import { renderTable } from '../../report/index.js'
import type { Report } from '../../types.js'
import { MrlCommand } from '../base.js'
import { writeBaseline } from '../gate/baseline-file.js'
import { writeBroken } from '../gate/broken-run.js'
import { type Gate, openGate } from '../gate/gate.js'
import type { GateFlagValues } from '../gate/gate-flags.js'
import { tellGitHub, tellGitHubBroken } from '../gate/github.js'
import { inputPaths, outputPaths, requireOtherFiles } from './outputs.js'
import { plotWidth } from './plot-flag.js'
import { writeReport } from './report.js'
import type { ResultFlagValues } from './result-flags.js'

/** Exit code of a run whose result breaks a rule. */
const GATE_FAILED = 4

export abstract class ReportCommand extends MrlCommand {
  protected given: object = {} // flags; none before they are read
  private gate: Gate | null = null // null: not set up

  /** Of the files of --output those that take the outcome of each row: they are written while it measures, without the report. */
  outcomeFiles(_output: readonly string[] = []): readonly string[] {
    return []
  }

  /** Reads what rules speak of. @throws UserError before any work starts */
  protected async openRules(flags: Partial<GateFlagValues>): Promise<void> {
    this.gate = await openGate(flags, this.id ?? '', (flag) => this.isTyped(flag))
  }

  /** Judges the report, prints it for people, writes it to files, and returns it for `--json`. Exit code 4 where a rule fails. */
  protected async conclude(measured: Report, flags: ResultFlagValues & { quiet: boolean }): Promise<Report> {
    const report = this.gate?.judged(measured) ?? measured
    const outcomes = this.outcomeFiles(flags.output)
    const files = (flags.output ?? []).filter((file) => !outcomes.includes(file))
    await writeReport(report, files)
    const kept = flags['write-baseline']
    const passed = report.gate?.passed ?? true
    if (kept !== undefined && passed) await writeBaseline(kept, report)
    this.log(await shown(report, flags.plot))
    for (const file of files) this.note(`wrote ${file}`, flags.quiet)
    if (kept !== undefined) this.note(passed ? `wrote ${kept}` : `${kept} is not written: the gate failed`, flags.quiet)
    await tellGitHub(report, process.env)
    if (!passed) process.exitCode = GATE_FAILED
    return report
  }

  /**
   * What was measured before, judged and written as the flags have it now.
   * @throws UserError for rules and baselines that do not fit it
   */
  async concludeAgain(measured: Report, flags: ResultFlagValues & { quiet: boolean }): Promise<Report> {
    this.given = flags
    return this.told(async () => {
      await requireOtherFiles(outputPaths(flags), inputPaths(flags))
      await this.openRules(flags)
      return this.conclude(measured, flags)
    })
  }

  /** Ends with an error that was found before the work started, as `runAsPart` would. @throws it */
  async refuse(error: Error, flags: object): Promise<never> {
    this.given = flags
    return this.told(async () => {
      throw error
    })
  }

  /** A run that broke is told where its result was to go. */
  override async catch(error: Error): Promise<void> {
    await this.tellBroken(error)
    return super.catch(error)
  }

  override runAsPart(): Promise<unknown> {
    return this.told(() => super.runAsPart())
  }

  /** Of a part, whose errors are not caught here. */
  private async told<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Error) await this.tellBroken(error)
      throw error
    }
  }

  private async tellBroken(error: Error): Promise<void> {
    if (this.stop.signal.aborted) return // nothing broke
    const broken = this.describe(error).error
    await writeBroken(this.given, this.id ?? '', broken)
    await tellGitHubBroken(this.id ?? '', broken.message, process.env)
  }
}

/** For people: tables, the plot, and the verdict last. */
async function shown(report: Report, plots: boolean): Promise<string> {
  const plot = plots ? [(await import('../../report/plot.js')).renderPlot(report, plotWidth(process.stdout))] : []
  const text = [renderTable(report), ...plot].join('\n')
  if (report.gate === null) return text
  return [text, ...(text.endsWith('\n') ? [] : ['']), ...gateLines(report.gate)].join('\n')
}
