/** Rows, rules and a baseline → one verdict. */
import { usageError } from '../errors.js'
import { isFromClock } from '../math/clock.js'
import { type AnyRow, identityOf, keysOf, nameOf } from '../math/row-keys.js'
import type { GateVerdict, MetricValue, Notice, RuleCheck, Unit } from '../types.js'
import { type Baseline, toWrite } from './baseline.js'
import { boundFor, isBeyond, isSignificant } from './bound.js'
import { type Matched, matching } from './match.js'
import type { Rule } from './rule.js'

export interface Judged {
  gate: GateVerdict | null // null: there are no rules
  warnings: readonly Notice[]
}

/** Units in which a hundredth is a hundredth of one. */
const PERCENTABLE: ReadonlySet<Unit> = new Set(['fraction', 'ratio', 'difference', 'probability', 'correlation'])

/**
 * @param baseline null: none of the rules asks for one
 * @throws UserError (exit 2) for a rule that speaks of no row, of a row that the baseline does not have, or of what its metric has not
 */
export function judge(rows: readonly AnyRow[], rules: readonly Rule[], baseline: Baseline | null): Judged {
  if (rules.length === 0) return { gate: null, warnings: [] }
  const known = new Map(baseline?.rows.map((row) => [identityOf(row), row]))
  const warnings: Notice[] = []
  const verdicts = rules.map((rule) => {
    const matched = matching(rule, rows, 'the report')
    if (matched.some(({ metric }) => isFromClock(metric))) warnings.push(onTime(rule))
    const checks = matched.map((found) => check(rule, found, known))
    return { rule: rule.text, passed: checks.every(({ passed }) => passed), checks }
  })
  return { gate: { passed: verdicts.every(({ passed }) => passed), rules: verdicts }, warnings }
}

function check(rule: Rule, { row, metric }: Matched, baseline: ReadonlyMap<string, AnyRow>): RuleCheck {
  requireFit(rule, metric.unit)
  const reference = rule.bound.kind === 'baseline' ? measuredBefore(rule, row, metric.unit, baseline) : null
  const bound = boundFor(rule.bound, reference)
  const isMeasured = metric.value !== null && bound !== null
  const beyond = !isMeasured || isBeyond(metric.value!, rule.op, bound)
  let significant: boolean | null = null
  if (rule.ifSignificant && isMeasured) {
    significant = isSignificant(metric, rule.op, reference ?? bound)
    if (significant === null) throw noInterval(rule, row)
  }
  return {
    row: keysOf(row),
    metric: rule.metric,
    value: metric.value,
    bound,
    baseline: reference?.value ?? null,
    significant,
    passed: !beyond || (isMeasured && significant === false),
  }
}

/** The metric of the same row in the baseline. */
function measuredBefore(rule: Rule, row: AnyRow, unit: Unit, baseline: ReadonlyMap<string, AnyRow>): MetricValue {
  const before = baseline.get(identityOf(row))
  const found = before?.metrics[rule.metric]
  if (found?.unit === unit) return found
  if (found !== undefined)
    throw usageError(
      'baseline-unit',
      `--gate '${rule.text}': ${rule.metric} is in ${unit} now, in ${found.unit} in the baseline, for ${nameOf(keysOf(row))}`,
      toWrite('write the baseline anew'),
    )
  const what =
    before === undefined ? `no row for ${nameOf(keysOf(row))}` : `no ${rule.metric} for ${nameOf(keysOf(row))}`
  const models = [...new Set([...baseline.values()].map(({ model }) => model))]
  throw usageError(
    'baseline-no-row',
    `--gate '${rule.text}': the baseline has ${what}`,
    ...(models.includes(row.model) ? [] : [`call the model as the baseline does: --model ${models[0]}=PATH`]),
    'let the rule speak of fewer rows, by [key=value]',
    toWrite('or write the baseline anew'),
  )
}

/** Units whose values lie in 0…1, though tables show them in per cent. */
const SHARES: ReadonlySet<Unit> = new Set(['fraction', 'probability'])

function requireFit({ text, metric, bound }: Rule, unit: Unit): void {
  if (bound.kind !== 'absolute') return
  if (bound.percent && !PERCENTABLE.has(unit))
    throw usageError(
      'gate-percent',
      `--gate '${text}': ${metric} is in ${unit}, which has no per cent`,
      'give a number',
    )
  if (SHARES.has(unit) && (bound.value < 0 || bound.value > 1))
    throw usageError(
      'gate-bound',
      `--gate '${text}': ${metric} lies between 0 and 1, so the bound tells nothing`,
      bound.percent ? 'give a percentage from 0% to 100%' : `for per cent: ${bound.value}%`,
    )
}

function noInterval({ text, metric }: Rule, row: AnyRow): Error {
  return usageError(
    'gate-no-interval',
    `--gate '${text}': ${metric} has no interval for ${nameOf(keysOf(row))}, so nothing tells what is chance`,
    'leave "if significant" out',
  )
}

function onTime({ text, metric }: Rule): Notice {
  return {
    code: 'gate-on-time',
    message: `the gate '${text}' holds ${metric}, which differs from run to run, against a bound`,
  }
}
