/** Rows that stand in for those of a file: what is measured with them takes about as long. */
import { seeded } from '../../../math/random.js'
import type { Device, Vectors } from '../../../types.js'

/** Where pieces of the work are measured. */
export interface Machine {
  device: Device
  threads: number // 0: as many as there are
  signal: AbortSignal
}

/** Numbers without order. */
export function filler(rows: number, width: number): Vectors {
  const values = Float32Array.from(
    { length: rows * width },
    (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) / 2 ** 23 - 1,
  )
  return { rows, width, values }
}

const NOISE = 2.5 // of every number, beside centres of variance 1: some rows are nearer to another class

/** Row i is of class i modulo `classes`: its centre and noise. @param seed of the noise */
export function labelledFiller(
  rows: number,
  width: number,
  classes: number,
  seed = 1,
): Vectors & { labels: Int32Array } {
  const [centre, noise] = [seeded(0), seeded(seed)]
  const centres = Float32Array.from({ length: classes * width }, () => centre.gaussian())
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes)
  const values = Float32Array.from({ length: rows * width }, (_, i) => {
    const row = Math.floor(i / width)
    return centres[labels[row]! * width + (i % width)]! + NOISE * noise.gaussian()
  })
  return { rows, width, values, labels }
}

export async function* once(vectors: Vectors): AsyncGenerator<Vectors> {
  yield vectors
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
