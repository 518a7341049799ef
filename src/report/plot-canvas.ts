/** Points → a chart of letters over a logarithmic axis. */

export interface PlotPoint {
  series: string
  x: number // above 0
  y: number
}

/** Rows of the plot itself, and columns of what stands left of it. */
const ROWS = 12
const LEFT = 9

/** One for each series; more series begin again. */
const LETTERS = 'ox+*#@%&'

export interface PlotLayout {
  ticks: readonly number[] // wanted below the axis, the most wanted first; those beyond the points or too near to another are left out
  isJoined: boolean // dots lead from each point of a series to its next
  width: number // columns of the longest line, at least 40
}

export function drawPlot(points: readonly PlotPoint[], { ticks, isJoined, width }: PlotLayout): string {
  const columns = width - LEFT - 1
  const names = [...new Set(points.map(({ series }) => series))]
  const column = scale(
    points.map(({ x }) => Math.log2(x)),
    columns,
  )
  const row = scale(
    points.map(({ y }) => y),
    ROWS,
  )
  const cells = Array.from({ length: ROWS }, () => Array.from({ length: columns }, () => ' '))
  const put = (x: number, y: number, letter: string) => {
    cells[ROWS - 1 - Math.round(y)]![Math.round(x)] = letter
  }
  const placed = points.map(({ series, x, y }) => ({ series, x: column(Math.log2(x)), y: row(y) }))
  if (isJoined) {
    for (const name of names) {
      const line = placed.filter(({ series }) => series === name).toSorted((a, b) => a.x - b.x)
      for (const [i, to] of line.entries()) if (i > 0) dotted(line[i - 1]!, to, put)
    }
  }
  for (const { series, x, y } of placed.toReversed()) put(x, y, letterOf(names.indexOf(series))) // the first in front
  const labels = heightLabels(
    points.map(({ y }) => y),
    row,
  )
  const lines = cells.map((cell, i) => `${(labels.get(ROWS - 1 - i) ?? '').padStart(LEFT - 2)} │${cell.join('')}`)
  const reached = (tick: number) => points.some(({ x }) => x <= tick) && points.some(({ x }) => x >= tick)
  const below = widthLabels(ticks.filter(reached), (x) => column(Math.log2(x)))
  const axis = Array.from({ length: columns }, (_, i) => (below.has(i) ? '┬' : '─')).join('')
  return [...lines, `${' '.repeat(LEFT - 1)}└${axis}`, widthLine(below, width), ...legend(names, width)]
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Values → cells 0 … count − 1; all are in the middle where they are equal. */
function scale(values: readonly number[], count: number): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return (value) => (high === low ? (count - 1) / 2 : ((value - low) / (high - low)) * (count - 1))
}

function dotted(
  from: { x: number; y: number },
  to: { x: number; y: number },
  put: (x: number, y: number, letter: string) => void,
): void {
  for (let x = Math.round(from.x) + 1; x < Math.round(to.x); x++) {
    put(x, from.y + ((x - from.x) / (to.x - from.x)) * (to.y - from.y), '·')
  }
}

function letterOf(i: number): string {
  return LETTERS[i % LETTERS.length]!
}

/** Round values by their row, about four of them. */
function heightLabels(values: readonly number[], row: (value: number) => number): ReadonlyMap<number, string> {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (low === high) return new Map([[Math.round(row(low)), String(Number(low.toFixed(4)))]])
  const power = 10 ** Math.floor(Math.log10((high - low) / 3))
  const step = [5, 2, 1].map((times) => times * power).find((size) => (high - low) / size >= 3) ?? power
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return new Map(
    Array.from({ length: count }, (_, i) => (first + i) * step).map((value) => [
      Math.round(row(value)),
      value.toFixed(digits),
    ]),
  )
}

/** Labels by their column, the first ticks before the later ones, where they leave a gap. */
function widthLabels(ticks: readonly number[], column: (value: number) => number): ReadonlyMap<number, string> {
  const kept = new Map<number, string>()
  for (const tick of ticks) {
    const [at, text] = [Math.round(column(tick)), String(tick)]
    const isFree = [...kept].every(([other, label]) => Math.abs(other - at) > (label.length + text.length) / 2 + 1)
    if (isFree) kept.set(at, text)
  }
  return kept
}

/** Each label below its column, the last one not beyond the edge. */
function widthLine(labels: ReadonlyMap<number, string>, width: number): string {
  const line = Array.from({ length: width }, () => ' ')
  for (const [at, text] of labels) {
    const start = Math.min(LEFT + at - Math.floor((text.length - 1) / 2), line.length - text.length)
    for (const [i, letter] of [...text].entries()) line[start + i] = letter
  }
  return line.join('')
}

/** Names with their letters, as many in a line as fit. */
function legend(names: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const [i, name] of names.entries()) {
    const entry = `${letterOf(i)} ${name.replace(/\s+/g, ' ')}`
    const last = lines.at(-1)
    if (last === undefined || last.length + 3 + entry.length > width - 1) lines.push(`${' '.repeat(LEFT)}${entry}`)
    else lines[lines.length - 1] = `${last}   ${entry}`
  }
  return lines
}
