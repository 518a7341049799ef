import { extname } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import type { ExhibitFlagValues } from '../cli/exhibits/exhibits.js'
import { exhibitFlags, wantsExhibits } from '../cli/flags/exhibit-flags.js'
import { withSplits } from '../cli/flags/split-flag.js'
import { requireOtherFiles } from '../cli/report/outputs.js'
import { PLOT_FORMATS, type PlotFormat, writePlots } from '../cli/report/plots.js'
import { namedReports, type ReportFile, readReports } from '../cli/report/report-files.js'
import { writeWhole } from '../data/files/whole-file.js'
import { usageError } from '../errors.js'
import type { Exhibits } from '../exhibits.js'
import { RENDERERS } from '../report/index.js'
import { type SectionSummary, sectionSummaries, summaryText } from '../report/section-summary.js'
import { sectionsOf } from '../report/sections.js'
import { type Named, ordered } from '../report/titles.js'
import type { Report } from '../types.js'

/** Formats that show reports; JSON is what they are read from. */
const FORMATS = Object.keys(RENDERERS).filter((extension) => extension !== '.json')

/** What `report --json` prints. */
interface ReportResult {
  schemaVersion: 1
  command: 'report'
  tool: { name: 'mrl-eval'; version: string }
  reports: readonly { path: string; command: string; rows: number; warnings: number; passed: boolean | null }[]
  summary: readonly SectionSummary[]
  files: readonly string[] // written
}

export default class Reports extends MrlCommand {
  static override summary =
    'results as one page with charts, a summary, tables and definitions; or as Markdown, CSV, plots'

  static override description =
    `Takes what commands wrote with --output result.json (or printed with --json), one result or several, or folders of them.
The page is one file that needs no network: it can be mailed, kept as an artifact of a CI run, and printed. The last lines
on stdout are the paths of what was written; without --output and --plots it is a summary in words.

--exhibits shows in the page what models find and how their rows lie, by few numbers and by many: the nearest rows of some
queries side by side, as many that are right only at full width as are right only at the least dim, and maps of the queries
(PCA and UMAP). It needs the models, database and queries that the results were measured on, by flags or config file.`

  static override examples = [
    '<%= config.bin %> report knn.json retrieval.json --output report.html',
    '<%= config.bin %> report results --output report.html --output summary.md --title "Model 7"',
    '<%= config.bin %> report results --plots figures --plot-format png',
    '<%= config.bin %> report knn.json --output report.html --exhibits --database train.arrow --queries test.arrow --model m.onnx',
  ]

  static override strict = false

  static override args = {
    files: Args.string({ description: 'reports as JSON, or folders with such files', required: false }),
  }

  static override flags = {
    output: Flags.string({
      summary: `where to write it: ${FORMATS.join(', ')}; repeat for several`,
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    title: Flags.string({ summary: 'title of the page; by default what was evaluated', helpValue: 'TEXT' }),
    plots: Flags.string({ summary: 'write every chart to a file of its own in this folder', helpValue: 'FOLDER' }),
    'plot-format': Flags.option({ options: PLOT_FORMATS, summary: 'of the charts in --plots; by default svg' })({
      dependsOn: ['plots'],
    }),
    ...exhibitFlags,
  }

  async run(): Promise<ReportResult> {
    const { argv, flags } = await this.parse(Reports)
    const outputs = flags.output ?? []
    for (const path of outputs) requireFormat(path)
    const hasExhibits = wantsExhibits({ ...flags, outputs }, (flag) => this.isTyped(flag))
    if (argv.length === 0)
      throw usageError(
        'missing-path',
        'report takes one or more reports as JSON; it was given none',
        'mrl-eval knn … --output knn.json',
        'mrl-eval report knn.json --output report.html',
      )
    const { files, others } = await readReports(argv as string[])
    await requireOtherFiles(
      outputs,
      files.map(({ path }) => path),
    )
    for (const { path, fault } of others) this.note(`left out: ${path} ${fault}`, flags.quiet)
    const named = ordered(namedReports(files))
    const reports = named.map(({ report }) => report)
    const summary = sectionSummaries(sectionsOf(named))
    const exhibits = hasExhibits ? await this.exhibitsOf(reports, flags, outputs) : undefined
    const written = await writeAll(named, outputs, { ...flags, exhibits })
    if (written.length === 0) {
      const rows = reports.reduce((sum, report) => sum + report.rows.length, 0)
      this.log(summaryText(summary, rows))
      this.note('for charts, tables and definitions: --output report.html', flags.quiet)
    }
    const hasPlots = written.length > outputs.length
    if (flags.plots !== undefined && !hasPlots)
      this.note(`nothing is written into ${flags.plots}: no chart can be drawn of fewer than two points`, flags.quiet)
    for (const path of [...(hasPlots ? [flags.plots!] : []), ...outputs]) this.log(path)
    return {
      schemaVersion: 1,
      command: 'report',
      tool: { name: 'mrl-eval', version: this.config.version },
      reports: files.flatMap(factsOf),
      summary,
      files: written,
    }
  }

  private async exhibitsOf(
    reports: readonly Report[],
    flags: ExhibitFlagValues,
    outputs: readonly string[],
  ): Promise<Exhibits> {
    const { makeExhibits } = await import('../cli/exhibits/exhibits.js')
    this.stopOnSignals(flags.cache && flags.model !== undefined)
    const chosen = withSplits(flags, flags.split ?? [], this.isTyped('split'))
    return makeExhibits(reports, chosen, {
      tool: this.config.version,
      cache: flags.cache ? this.config.cacheDir : null,
      outputs,
      shown: flags.progress && !flags.quiet && !this.jsonEnabled(),
      typedModel: this.isTyped('model'),
      signal: this.stop.signal,
      note: (text) => this.note(text, flags.quiet),
    })
  }
}

interface Drawing {
  exhibits?: Exhibits | undefined
  title?: string | undefined
  plots?: string | undefined
  'plot-format'?: PlotFormat | undefined
}

/** Writes nothing before everything is drawn. @returns paths, plots first */
async function writeAll(
  reports: readonly Named[],
  outputs: readonly string[],
  { exhibits, title, plots, 'plot-format': format = 'svg' }: Drawing,
): Promise<string[]> {
  const texts: [string, string | Uint8Array][] = []
  for (const path of outputs) texts.push([path, await RENDERERS[extname(path)]!(reports, { title, exhibits })])
  const drawn = plots === undefined ? [] : await writePlots(reports, plots, format)
  for (const [path, text] of texts) await writeWhole(path, text)
  return [...drawn, ...outputs]
}

function requireFormat(path: string): void {
  if (FORMATS.includes(extname(path))) return
  const why = extname(path) === '.json' ? ': report reads JSON, and writes none' : ''
  throw usageError('bad-output', `--output ${path}${why}; expected a file ending with ${FORMATS.join(', ')}`)
}

function factsOf({ path, reports }: ReportFile): ReportResult['reports'] {
  return reports.map(({ command, rows, warnings, gate }) => ({
    path,
    command,
    rows: rows.length,
    warnings: warnings.length,
    passed: gate?.passed ?? null,
  }))
}
