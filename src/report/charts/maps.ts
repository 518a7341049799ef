/** Rows by their first d numbers as points in the plane: the most frequent classes in colour, the others as dots between them. */
import type { TopLevelSpec } from 'vega-lite'
import type { MapPoint, PrefixMap } from '../../exhibits.js'
import { type Chart, type Layer, slug } from './chart.js'
import { frame, legendColumns, seriesScales, withLegend } from './frame.js'
import { FAINT } from './palette.js'

/** Classes that are told apart, as many as there are colours and shapes that differ from each other. */
const SHOWN = 6

const NAMES = { pca: 'PCA', umap: 'UMAP' } as const

/** Width by height of what is left for the points, about. */
const ASPECT = 1.5

export function mapChart({ model, dim, method, explained, points, of }: PrefixMap): Chart {
  const shown = mostFrequent(points)
  const rows = `${points.length === of ? '' : `${points.length} of `}${of} queries`
  const share = explained === null ? '' : `, ${(100 * explained).toFixed(1)} % of the variance`
  return {
    id: ['map', slug(model), method, dim].join('-'),
    title: `${NAMES[method]} of the first ${dim} dims${share}`,
    caption: `${rows[0]!.toUpperCase()}${rows.slice(1)}. ${mapWords(method)}`,
    alt: `${NAMES[method]} of ${rows} by their first ${dim} dimensions, ${model}${share}.${shown.length === 0 ? '' : ` In colour: ${shown.join(', ')}.`}`,
    spec: mapSpec(points, shown),
  }
}

/** What a map of a method shows, and what it does not. */
export function mapWords(method: PrefixMap['method']): string {
  return method === 'pca'
    ? 'PCA: the two directions in which the rows differ most, with the share of their variance that these show; what lies together here may be apart in the others.'
    : 'UMAP keeps near rows together (15 neighbors, least distance 0.1); how far groups lie apart, how large they are, and where they lie means nothing.'
}

/** Names, the most frequent first; equally frequent ones by the alphabet. */
export function mostFrequent(points: readonly MapPoint[]): string[] {
  const counts = new Map<string, number>()
  for (const { label } of points) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1)
  const sorted = [...counts].toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
  return sorted.slice(0, SHOWN).map(([name]) => name)
}

function mapSpec(points: readonly MapPoint[], shown: readonly string[]): TopLevelSpec {
  const names = [...shown]
  const isShown = ({ label }: MapPoint) => label !== null && names.includes(label)
  const { x, y } = scalesOf(points)
  const dots = points.filter((point) => !isShown(point))
  const values = points.filter(isShown).map(({ x, y, label, id }) => ({ x, y, group: label, label: `${label}: ${id}` }))
  const { color, shape } = seriesScales(names)
  const layers: Layer[] = [
    {
      // One path for all: a line that is broken after every point, and drawn with round ends
      data: {
        values: dots
          .flatMap(({ x, y }) => [
            { x, y },
            { x: null, y: null },
          ])
          .map((dot, at) => ({ ...dot, at })),
      },
      mark: {
        type: 'line',
        color: FAINT.light,
        strokeWidth: 3,
        strokeCap: 'round',
        strokeOpacity: 0.45,
        invalid: 'break-paths-show-path-domains',
        aria: false,
      },
      encoding: { x, y, order: { field: 'at', type: 'quantitative' } },
    },
    {
      mark: { type: 'point', filled: true, size: 34, opacity: 0.9 },
      encoding: {
        x,
        y,
        color: {
          field: 'group',
          type: 'nominal',
          scale: color,
          legend: { title: null, columns: legendColumns(names) },
        },
        shape: { field: 'group', type: 'nominal', scale: shape },
        description: { field: 'label', type: 'nominal' },
      },
    },
  ]
  const used = layers.filter((_, i) => (i === 0 ? dots : values).length > 0)
  return frame(values, used, withLegend(names))
}

/** One unit is as long across as up, so that distances look as they are. */
function scalesOf(points: readonly MapPoint[]) {
  const span = (values: readonly number[]) => ({ low: Math.min(...values), high: Math.max(...values) })
  const across = span(points.map(({ x }) => x))
  const up = span(points.map(({ y }) => y))
  const unit = Math.max((across.high - across.low) / ASPECT, up.high - up.low) * 1.06 || 1
  const around = ({ low, high }: typeof up, size: number) => [(low + high - size) / 2, (low + high + size) / 2]
  const axis = (field: 'x' | 'y', domain: number[]) =>
    ({ field, type: 'quantitative', axis: null, scale: { domain, nice: false, zero: false } }) as const
  return { x: axis('x', around(across, unit * ASPECT)), y: axis('y', around(up, unit)) }
}
