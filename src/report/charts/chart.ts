/** What charts are made of: figures as Vega-Lite specs with their data inside, and words for who cannot see them. */
import type { TopLevelSpec } from 'vega-lite'

/** A figure of a report. */
export interface Chart {
  id: string // unique among the charts made together; a file name and an XML id
  title: string
  caption: string // what is drawn and how it is defined, in a sentence or two
  alt: string // the numbers in words
  spec: TopLevelSpec
}

/** One layer of a figure. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** Width and height of a chart in its own units, in which text is 13 high; a page or viewer scales it. */
export const WIDTH = 440
export const HEIGHT = 300

/** A name as part of an id: "MRL on test/v2" → "mrl-on-test-v2". Names that differ may give the same one. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
