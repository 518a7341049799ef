/** One report → its section: charts with captions, tables, and what is to be said of them. */
import type { Report } from '../../types.js'
import { chartsOf } from '../charts/index.js'
import { renderSvg } from '../charts/svg.js'
import { definitionsOf } from '../definitions.js'
import { gridsOf, notesOf } from '../grid.js'
import { contextOf } from '../kinds.js'
import { definitionId, escaped, list } from './markup.js'
import { gridTable } from './table.js'

/** @param id of the section, which the ids of its charts begin with */
export async function reportSection(report: Report, id: string, title: string): Promise<string> {
  const figures: string[] = []
  for (const chart of chartsOf([report])) {
    const svg = await renderSvg({ ...chart, id: `${id}-${chart.id}` })
    figures.push(
      `<figure><h3>${escaped(chart.title)}</h3>\n${svg}\n<figcaption>${escaped(chart.caption)}</figcaption></figure>`,
    )
  }
  const context = contextOf(report)
  return `<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escaped(title)}</h2>
<p class="soft"><code>mrl-eval ${escaped(report.command)}</code>${context === '' ? '' : `, ${escaped(context)}`}</p>
${definitionLinks(report)}
${figures.length === 0 ? '' : `<div class="charts">\n${figures.join('\n')}\n</div>`}
${gridsOf(report).map(gridTable).join('\n')}
${list(notesOf(report).map(escaped), ' class="notes"')}
</section>`
}

function definitionLinks(report: Report): string {
  const links = definitionsOf(report).map((key) => `<a href="#${definitionId(key)}">${escaped(key)}</a>`)
  return links.length === 0 ? '' : `<div class="defs"><span>Definitions</span>${list(links)}</div>`
}
