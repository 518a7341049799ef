/** What reports are called, and the order they stand in. */
import { familiesOf } from '../math/families.js'
import type { Report, Row } from '../types.js'
import { listed } from './summary/words.js'

const TITLES: Readonly<Record<string, string>> = {
  classify: 'Classification',
  knn: 'Nearest neighbors',
  retrieval: 'Retrieval',
  'adaptive-classify': 'Adaptive classification',
  'few-shot': 'Few-shot classification',
  similarity: 'Similarity of pairs',
  compare: 'Comparison',
  advise: 'Advice',
}

/** More names than this are counted in a title. */
const NAMED = 4

/** A report, and what it is called beside others: the stem of its file, or the name of its evaluation. */
export interface Named {
  name: string
  report: Report
}

/** Called after their commands, with a number from the second on. */
export function named(reports: readonly Report[]): Named[] {
  return reports.map((report, i) => {
    const before = reports.slice(0, i).filter(({ command }) => command === report.command).length
    return { name: `${report.command}${before === 0 ? '' : ` ${before + 1}`}`, report }
  })
}

/** What is read first stands first; of one command, as given. */
export function ordered(reports: readonly Named[]): Named[] {
  const order = Object.keys(TITLES)
  const place = ({ report: { command } }: Named) => (order.includes(command) ? order.indexOf(command) : order.length)
  return reports.toSorted((a, b) => place(a) - place(b))
}

/**
 * A title for each group of reports of one command, all different: of several reports with their names, where these say more
 * than the command, and with a number where they are alike.
 */
export function titlesOf(groups: readonly (readonly Named[])[]): string[] {
  const isAlone = groups.flat().length === 1
  const titles = groups.map((group) => {
    const [{ report }] = group as [Named]
    return titleOf(report.command, isAlone ? [] : group.map(({ name }) => name))
  })
  const count = (title: string, end: number) => titles.slice(0, end).filter((other) => other === title).length
  return titles.map((title, i) => (count(title, titles.length) === 1 ? title : `${title} (${count(title, i + 1)})`))
}

/** @param names of reports of the command, which are told where they say more than it */
export function titleOf(command: string, names: readonly string[]): string {
  const title = TITLES[command] ?? command
  return names.every((name) => name === command) ? title : `${title}: ${listed(first(names))}`
}

/** "MRL, MRL-E and FF": of what was measured in all reports. */
export function pageTitle(reports: readonly Report[]): string {
  const names = new Set(reports.flatMap(({ rows }) => [...familiesOf(rows.map(modelAt)).values()]))
  return names.size === 0 ? 'Evaluation' : `Evaluation of ${listed(first([...names]))}`
}

/** All names, or of many the first. */
function first(names: readonly string[]): string[] {
  return names.length > NAMED ? [...names.slice(0, NAMED - 1), `${names.length - NAMED + 1} others`] : [...names]
}

function modelAt(row: Row): { model: string; dim: number } {
  const dim = 'dim' in row ? row.dim : 'rerank' in row ? row.rerank : 'cap' in row ? row.cap : 0
  return { model: row.model, dim: dim ?? 0 }
}
