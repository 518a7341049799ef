/** Embeddings files of rows around one centre a class. */
import { ints, texts, vectors, writeArrow } from '../data/arrow-file.js'
import { randomVectors } from '../search/search.js'

export interface Clusters {
  rows: number
  seed: number
  width?: number // 16
  classes?: number // 5; the centres are the same in every file of one width
  labels?: (row: number, own: number) => number | null // as they are written; by default the row's own class
  ids?: string // before the row number
  column?: string // of the vectors
}

/** Rows `ids0`, `ids1`, …: row i is of class i modulo the classes, its centre plus noise that is twice as wide. */
export function writeClusters(
  path: string,
  { rows, seed, width = 16, classes = 5, labels = (_, own) => own, ids = 'd', column = 'embedding' }: Clusters,
): string {
  const centres = randomVectors(classes, width, 99).values
  const noise = randomVectors(rows, width, seed).values
  const all = Array.from({ length: rows }, (_, i) => i)
  return writeArrow(
    path,
    {
      id: texts(all.map((i) => `${ids}${i}`)),
      [column]: vectors(
        all.map((i) =>
          Array.from({ length: width }, (_, j) => centres[(i % classes) * width + j]! + 2 * noise[i * width + j]!),
        ),
      ),
      label: ints(all.map((i) => labels(i, i % classes))),
    },
    { recordRows: 37 },
  )
}
