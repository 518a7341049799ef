/** Verdicts of gates: every rule, with the row that decides it. */
import type { Report } from '../../types.js'
import { gateGrid } from '../gate.js'
import { escaped } from './markup.js'
import { gridTable } from './table.js'

/** @param titles of the reports @returns '' where none has a verdict */
export function gateSection(reports: readonly Report[], titles: readonly string[]): string {
  const judged = reports.flatMap(({ gate }, i) => (gate === null ? [] : [{ gate, title: titles[i]! }]))
  if (judged.length === 0) return ''
  const passed = judged.every(({ gate }) => gate.passed)
  const tables = judged.map(({ gate, title }) => {
    const grid = gateGrid(gate)
    return gridTable({ ...grid, title: `${title}: ${grid.title}` })
  })
  return `<section id="gates" aria-labelledby="gates-title">
<h2 id="gates-title">Gates: <span class="${passed ? 'good' : 'bad'}">${escaped(passed ? 'passed' : 'failed')}</span></h2>
${tables.join('\n')}
</section>`
}
