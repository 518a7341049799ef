/** The FAISS binding, as far as it is used here, and its errors in plain words. Only child processes may load it. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Distance } from '../../types.js'

/** An index inside FAISS. Vectors are plain arrays of numbers; every call blocks. There is no way to free one by hand. */
export interface NativeIndex {
  ntotal(): number
  isTrained(): boolean
  train(vectors: number[]): void
  add(vectors: number[]): void
  /** @param k at most ntotal() */
  search(queries: number[], k: number): { labels: number[] }
  write(path: string): void
}

interface Binding {
  Index: {
    fromFactory(width: number, factory: string, metric: number): NativeIndex
    read(path: string): NativeIndex
  }
}

/** The package's own folder, under which scripts/faiss.mjs builds FAISS where no prebuilt one can be had. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** @throws the loader's error when no binding loads */
export function loadFaiss(): Binding & { version: string } {
  const load = createRequire(`${ROOT}package.json`)
  let name = 'faiss-node'
  let binding: Binding
  try {
    binding = load(name)
  } catch {
    name = `${ROOT}vendor/faiss-node`
    binding = load(name)
  }
  const { version }: { version: string } = load(`${name}/package.json`)
  return { Index: binding.Index, version }
}

/** FAISS's numbers for its metrics. */
export const METRICS = { ip: 0, l2: 1 } as const

/**
 * Cosine is L2 between unit vectors, as MRL's and AdANNS's code have it; a zero row then stands where a cosine of ½
 * would. Flat takes the inner product of unit vectors instead, so that its cosines are those of exact search.
 */
export function metricOf(factory: string, distance: Distance): number {
  return distance === 'ip' || (distance === 'cosine' && factory === 'Flat') ? METRICS.ip : METRICS.l2
}

/**
 * The factory string that FAISS is given. PQ gets "np" (no polysemous training): that training only renumbers codes for a
 * filter that is not used here, moves no distance, and took 100 times as long as the rest (65 s for PQ8 of 5,000 rows).
 */
export function nativeFactory(factory: string): string {
  return factory.replaceAll(/(?<=^|[,_])PQ\d+(x\d+)?(?=,|$)/g, '$&np')
}

/** What FAISS says, without C++ signatures, file names, line numbers and the condition that failed. */
export function plainReason(message: string): string {
  const said = message.replace(/^Error in .* at [^ ]+:\d+: /s, '').replace(/^Error: '(.*?)' failed(?:: ?|$)/s, '')
  const condition = /Error: '(.*?)' failed/s.exec(message)?.[1] ?? message
  return (said.trim() || `it needs ${condition}`).split('\n')[0]!.trim()
}
