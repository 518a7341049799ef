/**
 * Colours of charts, and how a page or a dark screen changes them. The hues are those of Okabe and Ito, which people with
 * any kind of colour blindness tell apart, made darker where they stood out from white by less than 3:1.
 */

/** A colour by its custom property. A chart is drawn with the light one. */
interface Colour {
  name: string
  light: string // #rrggbb; no two are equal
  dark: string
}

/** One for each series; further series begin again with other shapes and dashes. */
export const SERIES: readonly Colour[] = [
  { name: '--chart-1', light: '#0072b2', dark: '#56a9e8' },
  { name: '--chart-2', light: '#d55e00', dark: '#ff8a3d' },
  { name: '--chart-3', light: '#009e73', dark: '#2fbf94' },
  { name: '--chart-4', light: '#b8589a', dark: '#e08fbd' },
  { name: '--chart-5', light: '#a67c00', dark: '#f0b429' },
  { name: '--chart-6', light: '#1f9ac9', dark: '#8ecdf2' },
  { name: '--chart-7', light: '#6e7781', dark: '#9aa4ae' },
]

export const INK: Colour = { name: '--chart-ink', light: '#1f2328', dark: '#e6edf3' }
export const FAINT: Colour = { name: '--chart-axis', light: '#656d76', dark: '#8d96a0' }
export const GRID: Colour = { name: '--chart-grid', light: '#dde2e7', dark: '#30363d' }
export const PAPER: Colour = { name: '--chart-paper', light: '#ffffff', dark: '#0d1117' }

const ALL: readonly Colour[] = [...SERIES, INK, FAINT, GRID, PAPER]

/** The custom properties of all colours, as CSS declarations. */
export function chartColours(theme: 'light' | 'dark'): string {
  return ALL.map((colour) => `${colour.name}:${colour[theme]}`).join(';')
}

/** CSS rules that put the custom properties in the place of the colours a chart is drawn with. */
export const CHART_RULES: string = ALL.map(
  ({ name, light }) =>
    `.chart [fill="${light}"]{fill:var(${name},${light})}.chart [stroke="${light}"]{stroke:var(${name},${light})}`,
).join('\n')

/** Shapes of points and dashes of lines, one after the other, as many as there are. */
export const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross'] as const
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]]
