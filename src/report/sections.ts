/** Reports → sections: results of one command on the same data, measured alike, are shown as one, whatever files they are in. */
import { identityOf } from '../math/row-keys.js'
import type { Notice, Report, Row } from '../types.js'
import { groupBy } from './grid-shape.js'
import { seriesName } from './labels.js'
import { canMerge, contentsOf, contradiction } from './merge.js'
import { listed } from './summary/words.js'
import { type Named, titlesOf } from './titles.js'

/** What is shown together. */
export interface Section {
  title: string
  report: Report // of several, one with the rows of all, and only what is true of all: without verdict and times
  members: readonly Named[] // with their verdicts and provenance; never none
}

/** In the order of the first report of each. */
export function sectionsOf(reports: readonly Named[]): Section[] {
  const groups: { members: Named[]; notes: Notice[] }[] = []
  for (const own of reports) {
    const alike = groups.filter(({ members }) => members.every(({ report }) => canMerge(report, own.report)))
    const notes = alike.map(({ members }) => apartNote(members, own))
    const place = notes.indexOf(null)
    if (place !== -1) alike[place]!.members.push(own)
    else groups.push({ members: [own], notes: notes.filter((note) => note !== null) })
  }
  const titles = titlesOf(groups.map(({ members }) => members))
  return groups.map(({ members, notes }, i) => {
    const report = members.length === 1 ? members[0]!.report : merged(members)
    return { title: titles[i]!, report: { ...report, warnings: [...report.warnings, ...notes] }, members }
  })
}

/** Why a report is not shown with others of the same data; null: it can be. */
function apartNote(members: readonly Named[], { report }: Named): Notice | null {
  for (const member of members) {
    const found = contradiction(member.report, report)
    if (found === null) continue
    return { code: 'measured-twice', message: `not shown together with ${member.name}: ${found}` }
  }
  return null
}

/** One report with the rows of all, by series as they were first met; a row that several have is there once, with the metrics of all. */
function merged(members: readonly Named[]): Report {
  const names = shownNames(members)
  const rows = new Map<string, Row>()
  for (const [i, { report }] of members.entries())
    for (const given of report.rows) {
      const row = { ...given, model: names[i]!.get(given.model)! }
      const key = identityOf(row)
      const known = rows.get(key)
      rows.set(key, known === undefined ? row : { ...known, metrics: withOthers(known.metrics, row.metrics) })
    }
  const bySeries = groupBy([...rows.values()], seriesName)
  const reports = members.map(({ report }) => report)
  return {
    ...reports[0]!,
    environment: commonOf(reports.map(({ environment }) => environment)),
    inputs: inputsOf(reports),
    parameters: commonOf(reports.map(({ parameters }) => parameters)),
    rows: [...bySeries.values()].flat(),
    warnings: warningsOf(members),
    gate: null,
    timing: {},
  }
}

/** What is equal in all. */
function commonOf<Value>(records: readonly Readonly<Record<string, Value>>[]): Record<string, Value> {
  const isCommon = (key: string) => new Set(records.map((record) => JSON.stringify(record[key]))).size === 1
  return Object.fromEntries(Object.entries(records[0]!).filter(([key]) => isCommon(key)))
}

/** What several read is there once. */
function inputsOf(reports: readonly Report[]): Report['inputs'] {
  const inputs = reports.flatMap((report) => report.inputs).filter(({ role }) => role !== 'baseline')
  const groups = groupBy(inputs, ({ role, name, sha256 }) => JSON.stringify([role, name, sha256]))
  return [...groups.values()].map(([input]) => input!)
}

/** Metrics of one row in two reports: what one has not measured is the other's. */
function withOthers(metrics: Row['metrics'], others: Row['metrics']): Row['metrics'] {
  const measured = Object.entries(others).filter(([id, { value }]) => value !== null || !(id in metrics))
  return { ...metrics, ...Object.fromEntries(measured) }
}

/** For each report its models by what they are called here: "MRL (candidate)" where others of that name are other models. */
function shownNames(members: readonly Named[]): ReadonlyMap<string, string>[] {
  const contents = members.map(
    ({ report }) =>
      new Map([...new Set(report.rows.map(({ model }) => model))].map((model) => [model, contentsOf(report, model)])),
  )
  const shown = (model: string, own: string) => {
    const isSame = contents.every((other) => (other.get(model) ?? own) === own)
    const first = contents.findIndex((other) => other.get(model) === own)
    return isSame ? model : `${model} (${members[first]!.name})`
  }
  return contents.map((models) => new Map([...models].map(([model, own]) => [model, shown(model, own)])))
}

/** What all say is there once; else it is said who says it. */
function warningsOf(members: readonly Named[]): Notice[] {
  const said = members.flatMap(({ name, report }) => report.warnings.map((warning) => ({ name, ...warning })))
  const groups = groupBy(said, ({ code, message }) => JSON.stringify([code, message]))
  return [...groups.values()].map((own) => {
    const [{ code, message }] = own as [(typeof own)[number]]
    const names = [...new Set(own.map(({ name }) => name))]
    return { code, message: names.length === members.length ? message : `${listed(names)}: ${message}` }
  })
}
