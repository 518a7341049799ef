/** What a command was asked to hold its result against, and the verdict. */
import { usageError } from '../../errors.js'
import { toWrite } from '../../gates/baseline.js'
import { judge } from '../../gates/judge.js'
import { requireInBaseline } from '../../gates/match.js'
import { requireSame } from '../../gates/mismatch.js'
import type { Report } from '../../types.js'
import { type OpenBaseline, readBaseline } from './baseline-file.js'
import type { GateFlagValues } from './gate-flags.js'

export interface Gate {
  /** The report with its verdict, and what there is to say of it. @throws UserError (exit 2) for rules and baselines that do not fit it */
  judged(report: Report): Report
}

/**
 * Reads the baseline, where a rule asks for it; one that the config file or the environment has may go unused.
 * @param isTyped whether a flag stands on the command line itself
 * @throws UserError (exit 2) for rules without the baseline that they need, and what was typed and is of no use; (exit 3)
 * for a baseline that cannot be read
 */
export async function openGate(
  flags: Partial<GateFlagValues>,
  command: string,
  isTyped: (flag: string) => boolean,
): Promise<Gate> {
  const { gate: rules = [], baseline: path, 'allow-mismatch': allowed = [] } = flags
  const needing = rules.find(({ bound }) => bound.kind === 'baseline')
  if (needing === undefined) {
    requireUnused(isTyped)
    return { judged: (report) => withVerdict(report, null, () => judge(report.rows, rules, null)) }
  }
  if (path === undefined) {
    const what = `--gate '${needing.text}' holds ${needing.metric} against a baseline, and there is none`
    throw usageError('baseline-missing', what, '--baseline FILE.json', toWrite('or write one first'))
  }
  const open = await readBaseline(path, command)
  for (const rule of rules) requireInBaseline(rule, open.baseline.rows, path)
  return {
    judged: (report) =>
      withVerdict(report, open, () => {
        const differs = requireSame(open.baseline, report, allowed, path)
        const { gate, warnings } = judge(report.rows, rules, open.baseline)
        return { gate, warnings: [...differs, ...warnings] }
      }),
  }
}

function requireUnused(isTyped: (flag: string) => boolean): void {
  const unused = ['baseline', 'allow-mismatch'].find(isTyped)
  if (unused === undefined) return
  throw usageError(
    'baseline-unused',
    `--${unused} is for rules that speak of the baseline; there is none`,
    '--gate "knn@1 >= baseline - 0.005"',
  )
}

function withVerdict(
  report: Report,
  open: OpenBaseline | null,
  verdict: () => Pick<Report, 'gate' | 'warnings'>,
): Report {
  const { gate, warnings } = verdict()
  const inputs = open === null ? report.inputs : [...report.inputs, open.fact]
  return { ...report, inputs, warnings: [...report.warnings, ...warnings], gate }
}

/** What rules said of a report, and what they were held against. */
const OF_RULES: ReadonlySet<string> = new Set(['gate-on-time', 'baseline-mismatch', 'baseline-version'])

/** The report as it was measured, before any rule. */
export function unjudged(report: Report): Report {
  return {
    ...report,
    inputs: report.inputs.filter(({ role }) => role !== 'baseline'),
    warnings: report.warnings.filter(({ code }) => !OF_RULES.has(code)),
    gate: null,
  }
}
