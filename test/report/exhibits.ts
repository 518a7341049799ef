/** Exhibits of two models: one of pictures, one of texts with names that would be markup. */
import type { Exhibits, PrefixMap, SheetHit, SheetItem } from '../../src/exhibits.js'

const BAD = '</script><img src=x onerror=alert(1)>'
const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const item = (id: string, label: string | null, more: Partial<SheetItem> = {}): SheetItem => ({
  ...{ id, label, image: null, text: null },
  ...more,
})
const hit = (own: SheetItem, relevant: boolean | null): SheetHit => ({ item: own, score: 0.5, relevant })
const picture = (label: string) => item(`id of ${label}`, label, { image: DOT })

export function map(model: string, dim: number, method: PrefixMap['method'], names: readonly (string | null)[]) {
  const points = names.map((label, i) => ({ x: Math.cos(i), y: Math.sin(3 * i), label, id: `row ${i}` }))
  return { model, dim, method, explained: method === 'pca' ? 0.4321 : null, of: 50, points } satisfies PrefixMap
}

export const EXHIBITS: Exhibits = {
  sheets: [
    {
      ...{ model: 'MRL', dims: [8, 16], searched: 40, of: 50 },
      queries: [
        {
          item: picture('cup'),
          outcome: 'gained',
          lists: [
            { dim: 8, hits: [hit(picture('mug'), false), hit(picture('cup'), true)] },
            { dim: 16, hits: [hit(picture('cup'), true), hit(picture('mug'), false)] },
          ],
        },
      ],
    },
    {
      ...{ model: BAD, dims: [8, 16], searched: 50, of: 50 },
      queries: [
        {
          item: item(BAD, null, { text: BAD }),
          outcome: 'other',
          lists: [
            { dim: 8, hits: [hit(item('"a"', null, { text: 'a & b' }), null)] },
            { dim: 16, hits: [hit(item('b', BAD), null)] },
          ],
        },
      ],
    },
  ],
  maps: [
    map('MRL', 8, 'pca', ['cup', 'cup', 'mug', null]),
    map('MRL', 8, 'umap', ['cup', 'cup', 'mug', null]),
    map(BAD, 8, 'pca', [BAD, BAD, null]),
  ],
}
