/**
 * Reports → JUnit XML, which CI servers show: a suite for each report, a case for each rule, a failure for each that fails.
 * A report without rules is one case, which passes; a run that broke is one with an error.
 */
import type { Report, RuleVerdict } from '../types.js'
import { checkLine, ruleLine } from './gate.js'
import type { Named } from './titles.js'

export function renderJunit(reports: readonly Named[]): string {
  return documentOf(reports.map(({ name, report }) => suiteOf(reports.length === 1 ? report.command : name, report)))
}

/** Of evaluations by name, those that gave no report among them. */
export function renderJunitSuites(evaluations: ReadonlyMap<string, Report | Broken>): string {
  return documentOf(
    [...evaluations].map(([name, result]) => ('rows' in result ? suiteOf(name, result) : brokenSuite(name, result))),
  )
}

function suiteOf(name: string, { gate, rows, timing }: Report): Suite {
  const rules = gate?.rules ?? []
  const cases =
    rules.length > 0 ? rules.map((rule) => ruleCase(name, rule)) : [testCase(name, `measured ${rows.length} rows`)]
  const failures = rules.filter(({ passed }) => !passed).length
  return { command: name, cases, failures, errors: 0, seconds: timing.totalSeconds ?? 0 }
}

/** What ended a run. */
export interface Broken {
  message: string
  code: string
  suggestions: readonly string[]
}

/** A run that gave no report. */
export function renderBroken(command: string, broken: Broken): string {
  return documentOf([brokenSuite(command, broken)])
}

function brokenSuite(command: string, { message, code, suggestions }: Broken): Suite {
  const advice = suggestions.map((suggestion) => `try: ${suggestion}`).join('\n')
  const error = `<error${attributes({ message, type: code })}>${escaped(advice)}</error>`
  return { command, cases: [testCase(command, 'run', error)], failures: 0, errors: 1, seconds: 0 }
}

interface Suite {
  command: string
  cases: readonly string[]
  failures: number
  errors: number
  seconds: number
}

function documentOf(suites: readonly Suite[]): string {
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, suite) => total + of(suite), 0)
  const counts = (tests: number, failures: number, errors: number, seconds: number) =>
    attributes({ tests: String(tests), failures: String(failures), errors: String(errors), time: seconds.toFixed(3) })
  const total = counts(
    sum(({ cases }) => cases.length),
    sum(({ failures }) => failures),
    sum(({ errors }) => errors),
    sum(({ seconds }) => seconds),
  )
  const inner = suites.map(({ command, cases, failures, errors, seconds }) => {
    const head = `<testsuite${attributes({ name: `mrl-eval ${command}` })}${counts(cases.length, failures, errors, seconds)}>`
    return [`  ${head}`, ...cases.map((lines) => `    ${lines}`), '  </testsuite>'].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mrl-eval"${total}>`,
    ...inner,
    '</testsuites>',
    '',
  ].join('\n')
}

function ruleCase(command: string, verdict: RuleVerdict): string {
  if (verdict.passed) return testCase(command, verdict.rule)
  const failed = verdict.checks.filter(({ passed }) => !passed).map(checkLine)
  const failure = `<failure${attributes({ message: ruleLine(verdict), type: 'gate' })}>${escaped(failed.join('\n'))}</failure>`
  return testCase(command, verdict.rule, failure)
}

/** @param outcome an element; none: it passed */
function testCase(command: string, name: string, outcome?: string): string {
  const head = `<testcase${attributes({ classname: `mrl-eval.${command}`, name })} time="0"`
  return outcome === undefined ? `${head}/>` : `${head}>${outcome}</testcase>`
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escaped(value)
          .replaceAll('"', '&quot;')
          .replace(/[\t\n\r]/g, ' ')}"`,
    )
    .join('')
}

/** Without the characters that XML 1.0 does not allow, such as those that colour a terminal. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
