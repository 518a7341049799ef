/** How many dims a budget leaves for single vectors, whether they were measured or not. */
import { largestDim, PRECISIONS } from '../../math/storage.js'
import type { Precision } from '../../types.js'
import type { AdviceRequest } from './advise.js'
import { engineLimit } from './engine-limits.js'

/** @returns by precision the largest dim within memory, storage and what the engine indexes, 0: none; null where nothing bounds them */
export function largestDims({
  vectors,
  budget: { memory, storage, engine },
}: Pick<AdviceRequest, 'vectors' | 'budget'>): Readonly<Record<Precision, number>> | null {
  if (vectors === null || (memory ?? storage ?? engine) === null) return null
  const within = (precision: Precision) =>
    Math.min(
      ...[memory, storage].flatMap((bytes) => (bytes === null ? [] : [largestDim(bytes, vectors, precision)])),
      ...(engine === null ? [] : [engineLimit(engine, 'indexed', precision) ?? 0]),
    )
  return Object.fromEntries(PRECISIONS.map((precision) => [precision, within(precision)])) as Record<Precision, number>
}
