/** Rows of `classify` for groups of classes → grids: what stands out; every row is in JSON and CSV. */
import type { DimRow } from '../types.js'
import { type Grid, groupBy } from './grid-shape.js'
import { formatHalf, formatValue } from './labels.js'
import { changeGrids, nameOf, rowsOf, trendGrids } from './trend-grid.js'

/** True for a row of a group of classes, which stands in none of the other grids. */
export function isOfGroup({ class: name, superclass, frequency }: DimRow): boolean {
  return name !== undefined || superclass !== undefined || frequency !== undefined
}

/** @param rows all of the report; none where no groups were asked for */
export function classGrids(rows: readonly DimRow[], context: string): Grid[] {
  return [
    ...frequencyGrids(rows, context),
    ...superclassGrids(rows, context),
    ...trendGrids(rows),
    ...changeGrids(rows),
  ]
}

/** Dims down, frequencies across. */
function frequencyGrids(rows: readonly DimRow[], context: string): Grid[] {
  const own = rows.filter(({ frequency }) => frequency !== undefined)
  const groups = [...groupBy(own, ({ frequency }) => frequency!).keys()]
  const lines = [...groupBy(own, lineOf).values()]
  const cells = (line: readonly DimRow[], group: string) => {
    const row = line.find(({ frequency }) => frequency === group)
    return row === undefined
      ? ['', '', '']
      : [formatValue(row.metrics.top1!), formatHalf(row.metrics.top1!), rowsOf(row)]
  }
  return keyed(
    'top-1 accuracy (%) by how frequent classes are in training',
    context,
    groups.flatMap((group) => [group, '± 95 %', 'rows']),
    lines.map((line) => ({ row: line[0]!, cells: groups.flatMap((group) => cells(line, group)) })),
  )
}

/** Overall accuracy at each dim, and the superclass that is worst there. */
function superclassGrids(rows: readonly DimRow[], context: string): Grid[] {
  const overall = rows.filter((row) => !isOfGroup(row) && row.metrics.superclass !== undefined)
  const groups = groupBy(
    rows.filter(({ superclass }) => superclass !== undefined),
    lineOf,
  )
  const accuracyOf = (row: DimRow) => row.metrics.superclass!.value!
  return keyed(
    'superclass accuracy (%)',
    context,
    ['all rows', '± 95 %', 'of listed classes', 'worst superclass', '(%)', 'rows'],
    overall.map((row) => {
      const [worst] = (groups.get(lineOf(row)) ?? []).toSorted((a, b) => accuracyOf(a) - accuracyOf(b))
      const [all, listed] = [row.metrics.superclass!, row.metrics['superclass.listed']!]
      const named =
        worst === undefined ? ['', '', ''] : [worst.superclass!, formatValue(worst.metrics.superclass!), rowsOf(worst)]
      return { row, cells: [formatValue(all), formatHalf(all), formatValue(listed), ...named] }
    }),
  )
}

/** A grid with the model and the dim before the cells; one model stands in the title. */
function keyed(
  what: string,
  context: string,
  head: readonly string[],
  lines: readonly { row: DimRow; cells: readonly string[] }[],
): Grid[] {
  if (lines.length === 0) return []
  const names = new Set(lines.map(({ row }) => nameOf(row)))
  const isOne = names.size === 1
  return [
    {
      title: `${isOne ? `${[...names][0]}: ` : ''}${what}: ${context}`,
      head: [...(isOne ? [] : ['model']), 'dim', ...head],
      rows: lines.map(({ row, cells }) => [...(isOne ? [] : [nameOf(row)]), String(row.dim), ...cells]),
    },
  ]
}

function lineOf(row: DimRow): string {
  return JSON.stringify([nameOf(row), row.dim])
}
