/** The definitions of all metrics that stand on the page. */
import type { Report } from '../../types.js'
import { DEFINITIONS, definitionsOf } from '../definitions.js'
import { definitionId, escaped } from './markup.js'

export function glossarySection(reports: readonly Report[]): string {
  const used = new Set(reports.flatMap(definitionsOf))
  const entries = Object.keys(DEFINITIONS).filter((key) => used.has(key))
  if (entries.length === 0) return ''
  return `<section id="definitions" aria-labelledby="definitions-title">
<h2 id="definitions-title">Definitions</h2>
<p class="soft">Vectors are cut to their first d numbers and then, for cosine, normalized at d. Of equally near rows the lower comes first.</p>
<div class="glossary">
${entries.map(entry).join('\n')}
</div>
</section>`
}

function entry(key: string): string {
  const { name, formula, divides, ties, interval, source } = DEFINITIONS[key]!
  const told = [
    ['formula', formula],
    ['divided by', divides],
    ['ties, edges', ties],
    ['interval', interval],
    ['source', source],
  ] as const
  return `<div id="${definitionId(key)}"><h3>${escaped(name)} <code>${escaped(key)}</code></h3>
<dl>${told.map(([term, text]) => `<dt>${term}</dt><dd>${escaped(text)}</dd>`).join('')}</dl></div>`
}
