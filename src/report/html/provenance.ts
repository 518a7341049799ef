/** What the numbers were measured on, and how: inputs with their hashes, parameters, environment, timing. */
import type { InputFacts, Report } from '../../types.js'
import { escaped } from './markup.js'
import { factsTable, gridTable } from './table.js'

export function provenanceSection(reports: readonly Report[], titles: readonly string[]): string {
  return `<section id="provenance" aria-labelledby="provenance-title">
<h2 id="provenance-title">Inputs, parameters and environment</h2>
${reports.map((report, i) => facts(report, titles[i]!)).join('\n')}
</section>`
}

function facts({ tool, command, inputs, parameters, environment, timing }: Report, title: string): string {
  const settings = Object.entries(parameters).map(([name, value]) => [name, code(value)] as const)
  const machine = Object.entries({ [tool.name]: tool.version, ...environment, ...timing })
  const tables = [
    gridTable({
      title: `Inputs of ${command}`,
      head: ['role', 'path', 'rows', 'dim', 'classes', 'SHA-256'],
      rows: inputs.map(input),
    }),
    `<h3>Parameters of ${escaped(command)}</h3>`,
    factsTable(`Parameters of ${command}`, settings),
    `<h3>Environment and timing of ${escaped(command)}</h3>`,
    factsTable(
      `Environment and timing of ${command}`,
      machine.map(([name, value]) => [name, code(value)] as const),
    ),
  ]
  return `<details><summary>${escaped(title)}</summary>\n${tables.join('\n')}\n</details>`
}

function input({ role, path, rows, dim, classes, sha256 }: InputFacts): string[] {
  return [role, path, ...[rows, dim, classes].map((count) => (count === null ? '–' : String(count))), sha256]
}

function code(value: unknown): string {
  return `<code>${escaped(typeof value === 'string' ? value : JSON.stringify(value))}</code>`
}
