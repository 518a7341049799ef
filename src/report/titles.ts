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

/** More models than this are counted in a title. */
const NAMED = 4

/** What is read first stands first; of one command, as given. */
export function ordered(reports: readonly Report[]): Report[] {
  const order = Object.keys(TITLES)
  const place = ({ command }: Report) => (order.includes(command) ? order.indexOf(command) : order.length)
  return reports.toSorted((a, b) => place(a) - place(b))
}

/** A title for each report, all different: of several by one command with the data, the models or a number, as far as it takes. */
export function titlesOf(reports: readonly Report[]): string[] {
  const steps = [
    (title: string, report: Report) => extended(title, ': ', dataOf(report)),
    (title: string, report: Report) => extended(title, ', ', listed(namesOf([report]))),
    (title: string, _: Report, number: number) => `${title} (${number})`,
  ]
  let titles = reports.map(({ command }) => TITLES[command] ?? command)
  for (const step of steps) {
    const before = titles
    const count = (title: string, end: number) => before.slice(0, end).filter((other) => other === title).length
    titles = before.map((title, i) =>
      count(title, before.length) === 1 ? title : step(title, reports[i]!, count(title, i + 1)),
    )
  }
  return titles
}

function extended(title: string, separator: string, more: string): string {
  return more === '' ? title : `${title}${separator}${more}`
}

/** "icons/queries.arrow" of what was scored; '' where nothing was. */
function dataOf({ inputs }: Report): string {
  const paths = inputs.filter(({ role }) => role === 'queries' || role === 'data').map(({ path }) => path)
  return listed([...new Set(paths)].map((path) => path.split(/[\\/]/).slice(-2).join('/')))
}

/** "MRL, MRL-E and FF": of what was measured in all reports. */
export function pageTitle(reports: readonly Report[]): string {
  const names = namesOf(reports)
  return names.length === 0 ? 'Evaluation' : `Evaluation of ${listed(names)}`
}

/** Models and families of models, of many the first. */
function namesOf(reports: readonly Report[]): string[] {
  const names = [...new Set(reports.flatMap(({ rows }) => [...familiesOf(rows.map(modelAt)).values()]))]
  return names.length > NAMED ? [...names.slice(0, NAMED - 1), `${names.length - NAMED + 1} others`] : names
}

function modelAt(row: Row): { model: string; dim: number } {
  const dim = 'dim' in row ? row.dim : 'rerank' in row ? row.rerank : 'cap' in row ? row.cap : 0
  return { model: row.model, dim: dim ?? 0 }
}
