/** Grid → a table in a box of its own, which scrolls where the page is too narrow and can be sorted by any column. */
import type { Grid } from '../grid-shape.js'
import { escaped } from './markup.js'

/** A number with what may stand before it; nothing, or a dash, for a value that is not there. */
const NUMBER = /^$|^–$|^(?:[<>±+−-]|sd |× ?)* ?\d/

/** A code or a name of several parts is no number, whatever it begins with. */
const isNumber = (cell: string) => NUMBER.test(cell.trim())

export function gridTable({ title, head, rows }: Grid): string {
  const isNumeric = head.map((_, i) => rows.every((cells) => isNumber(cells[i] ?? '')))
  const side = (i: number) => (isNumeric[i] ? ' class="n"' : '')
  const heads = head.map((text, i) =>
    text === ''
      ? `<td${side(i)}></td>`
      : `<th scope="col"${side(i)}><button type="button">${escaped(text.trim())}</button></th>`,
  )
  const lines = rows.map((cells) => {
    const [first = '', ...others] = cells
    const rest = others.map((cell, i) => `<td${side(i + 1)}>${escaped(cell.trim())}</td>`)
    return `<tr><th scope="row"${side(0)}>${escaped(first.trim())}</th>${rest.join('')}</tr>`
  })
  return `<h3>${escaped(title)}</h3>
<div class="scroll" role="group" tabindex="0" aria-label="${escaped(title)}"><table class="sortable">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table></div>`
}

/** Names and values below each other. @param rows values are markup already */
export function factsTable(label: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${value}</td></tr>`)
  return `<div class="scroll" role="group" tabindex="0" aria-label="${escaped(label)}"><table class="facts"><tbody>
${lines.join('\n')}
</tbody></table></div>`
}
