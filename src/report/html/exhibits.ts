/** What models find and how their rows lie, by few numbers and by many: sheets of nearest neighbors, and maps. */
import type { Exhibits, NeighborSheet, Outcome, PrefixMap, SheetHit, SheetItem, SheetQuery } from '../../exhibits.js'
import { mapChart, mapWords, mostFrequent } from '../charts/maps.js'
import { renderSvg } from '../charts/svg.js'
import { groupBy } from '../grid-shape.js'
import { escaped } from './markup.js'

/** @returns '' where there are none */
export async function exhibitsSection(exhibits: Exhibits | undefined): Promise<string> {
  if (exhibits === undefined || exhibits.sheets.length + exhibits.maps.length === 0) return ''
  const maps: string[] = []
  for (const [model, own] of groupBy(exhibits.maps, (map) => map.model))
    maps.push(await mapsOf(model, own, `x${maps.length + 1}`))
  return `<section id="exhibits" aria-labelledby="exhibits-title">
<h2 id="exhibits-title">Exhibits</h2>
${[...exhibits.sheets.map(sheet), ...maps].join('\n')}
</section>`
}

/** @param id what the ids of the charts begin with */
async function mapsOf(model: string, maps: readonly PrefixMap[], id: string): Promise<string> {
  const figures: string[] = []
  for (const map of maps) {
    const chart = mapChart(map)
    const svg = await renderSvg({ ...chart, id: `${id}-${chart.id}` })
    figures.push(`<figure><h4>${escaped(chart.title)}</h4>\n${svg}</figure>`)
  }
  const { points, of } = maps[0]!
  const rows = points.length === of ? `All ${of} queries` : `${points.length} of ${of} queries, drawn by chance`
  const methods = [...new Set(maps.map(({ method }) => method))]
  const shown = new Set<string | null>(mostFrequent(points))
  const colours =
    shown.size === 0
      ? 'Their classes are not known.'
      : points.every(({ label }) => shown.has(label))
        ? 'Colours and shapes tell their classes.'
        : 'In colour the most frequent classes, named below each map; as grey dots the others.'
  return `<h3>Maps of the queries of ${escaped(model)}</h3>
<p class="soft">${[`${rows}.`, colours, ...methods.map(mapWords)].join(' ')}</p>
<div class="charts">
${figures.join('\n')}
</div>`
}

function sheet({ model, dims, searched, of, queries }: NeighborSheet): string {
  const [least, most] = [dims[0]!, dims.at(-1)!]
  const from = searched === of ? `the ${of} queries` : `${searched} of ${of} queries, drawn by chance`
  const knowsClasses = queries.some(({ outcome }) => outcome !== 'same' && outcome !== 'other')
  const marks = knowsClasses ? ' ✓: the class of the query; ✗: another one.' : ''
  return `<h3>Nearest rows of ${escaped(model)} at ${dims.join(', ')} dims</h3>
<p class="soft">From ${from}: as many of each outcome as there are, so that what is seen here says nothing of how often it occurs. The nearest row comes first.${marks}</p>
<div class="sheet">
${queries.map((query) => sheetQuery(query, least, most)).join('\n')}
</div>`
}

function sheetQuery({ item, outcome, lists }: SheetQuery, least: number, most: number): string {
  const columns = lists.map(({ dim, hits }) => {
    const kind = hits.some((hit) => hit.item.text !== null)
      ? 'texts'
      : hits.some((hit) => hit.item.image !== null)
        ? 'images'
        : 'ids'
    return `<div><h4>${dim} dims</h4><ol class="${kind}">${hits.map(sheetHit).join('')}</ol></div>`
  })
  return `<div class="asked"><div class="query"><p class="soft">${escaped(outcomeWords(outcome, least, most))}</p>${shownItem(item)}</div>
<div class="found">${columns.join('\n')}</div></div>`
}

function outcomeWords(outcome: Outcome, least: number, most: number): string {
  const words: Readonly<Record<Outcome, string>> = {
    gained: `wrong at ${least}, right at ${most}`,
    lost: `right at ${least}, wrong at ${most}`,
    right: `right at ${least} and ${most}`,
    wrong: `wrong at ${least} and ${most}`,
    same: `the same row at ${least} and ${most}`,
    other: `another row at ${least} than at ${most}`,
  }
  return words[outcome]
}

function sheetHit({ item, score, relevant }: SheetHit): string {
  const mark =
    relevant === null
      ? ''
      : relevant
        ? '<b class="good" role="img" aria-label="right">✓</b>'
        : '<b class="bad" role="img" aria-label="wrong">✗</b>'
  const kind = relevant === null ? '' : ` class="${relevant ? 'hit' : 'miss'}"`
  return `<li${kind}>${shownItem(item, mark, `; score ${Number(score.toPrecision(3))}`)}</li>`
}

/**
 * Its picture or text, and the name of its class, or its id where it has none.
 * @param mark markup before the name @param more what is told after the id, where the name is pointed at
 */
function shownItem({ id, label, image, text }: SheetItem, mark = '', more = ''): string {
  const name = `${mark}<span title="${escaped(id + more)}">${escaped(label ?? id)}</span>`
  const shown =
    image === null ? (text === null ? '' : `<q>${escaped(text)}</q>`) : `<img src="${escaped(image)}" alt="">`
  return `${shown}<span class="name">${name}</span>`
}
