/** The verdict of a gate in words: one for each rule, and one for all. */
import type { GateVerdict, RuleCheck, RuleVerdict } from '../types.js'
import type { Grid } from './grid-shape.js'

/** A line for each rule; the last says what all come to. */
export function gateLines(gate: GateVerdict): string[] {
  return [...gate.rules.map((rule) => `${verdictOf(rule)}  ${ruleLine(rule)}`), verdictLine(gate)]
}

/** "gate failed: 1 of 2 rules". */
export function verdictLine({ passed, rules }: GateVerdict): string {
  const failed = rules.filter((rule) => !rule.passed).length
  const all = `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`
  return passed ? `gate passed: ${all}` : `gate failed: ${failed} of ${all}`
}

/** A rule with the row that decides it: the one that is farthest beyond the bound, else the one that is nearest to it. */
export function ruleLine({ rule, passed, checks }: RuleVerdict): string {
  const failed = checks.filter((check) => !check.passed).length
  const rows =
    checks.length === 1 ? '' : passed ? `${checks.length} rows, the nearest ` : `${failed} of ${checks.length} rows, `
  return `${rule}: ${rows}${checkLine(decidingOf(checks))}`
}

/** "model=MRL, dim=64: 0.788737, bound 0.7 (+0.0887)". */
export function checkLine(check: RuleCheck): string {
  const isWithin = check.significant === false && check.passed && check.value !== check.bound
  const chance = isWithin ? ', not worse by more than chance' : ''
  return `${rowName(check)}: ${written(check.value)}, bound ${written(check.bound)}${gap(check, ' (', ')')}${chance}`
}

export function gateGrid(gate: GateVerdict): Grid {
  return {
    title: verdictLine(gate),
    head: ['verdict', 'rule', 'failed rows', 'row', 'value', 'bound', 'difference'],
    rows: gate.rules.map((rule) => {
      const check = decidingOf(rule.checks)
      const failed = rule.checks.filter(({ passed }) => !passed).length
      const counts = `${failed} of ${rule.checks.length}`
      return [
        verdictOf(rule),
        rule.rule,
        counts,
        rowName(check),
        written(check.value),
        written(check.bound),
        gap(check),
      ]
    }),
  }
}

export function verdictOf({ passed }: RuleVerdict): string {
  return passed ? 'passed' : 'FAILED'
}

function decidingOf(checks: readonly RuleCheck[]): RuleCheck {
  const failed = checks.filter(({ passed }) => !passed)
  const distance = ({ value, bound }: RuleCheck) =>
    value === null || bound === null ? Number.POSITIVE_INFINITY : Math.abs(value - bound)
  if (failed.length > 0) return failed.toSorted((a, b) => distance(b) - distance(a) || 0)[0]!
  return checks.toSorted((a, b) => distance(a) - distance(b) || 0)[0]!
}

/** By the keys that have a value; switches describe the row only. */
function rowName({ row }: RuleCheck): string {
  const keys = Object.entries(row).filter(([, value]) => value !== null && typeof value !== 'boolean')
  return keys.map(([key, value]) => `${key}=${value}`).join(', ')
}

function gap({ value, bound }: RuleCheck, before = '', after = ''): string {
  if (value === null || bound === null) return ''
  const difference = Number((value - bound).toPrecision(3))
  return `${before}${difference > 0 ? '+' : ''}${difference}${after}`
}

function written(value: number | null): string {
  return value === null ? 'not measured' : String(Number(value.toPrecision(6)))
}
