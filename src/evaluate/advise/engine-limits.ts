/**
 * Largest dims that vector databases index and store, as their documentation said in November 2026. Limits of what can be indexed
 * are those that people meet; what is reranked need only be stored.
 */
import type { Precision } from '../../types.js'

/** Largest dims by precision; a precision that is not there is one that the engine has no type for. */
export interface EngineLimits {
  indexed: Readonly<Partial<Record<Precision, number>>>
  stored: Readonly<Partial<Record<Precision, number>>>
  source: string
}

export const ENGINE_LIMITS = {
  /** vector, halfvec and bit; there is no type of one byte a dim. */
  pgvector: {
    indexed: { float32: 2000, float16: 4000, binary: 64_000 },
    stored: { float32: 16_000, float16: 16_000, binary: 64_000 },
    source: 'https://supabase.com/docs/guides/ai/vector-indexes and https://github.com/pgvector/pgvector#reference',
  },
  /** float and byte alike; bit vectors since 8.15. */
  elasticsearch: {
    indexed: { float32: 4096, int8: 4096, binary: 32_768 },
    stored: { float32: 4096, int8: 4096, binary: 32_768 },
    source:
      'https://github.com/elastic/elasticsearch/issues/96902 and https://github.com/elastic/elasticsearch/pull/99682',
  },
  /** Quantized inside; what is declared is the dim of the floats. */
  opensearch: {
    indexed: { float32: 16_000, float16: 16_000, int8: 16_000, binary: 16_000 },
    stored: { float32: 16_000, float16: 16_000, int8: 16_000, binary: 16_000 },
    source: 'https://github.com/opensearch-project/k-NN/pull/1346',
  },
  milvus: {
    indexed: { float32: 32_768, float16: 32_768, int8: 32_768, binary: 32_768 },
    stored: { float32: 32_768, float16: 32_768, int8: 32_768, binary: 32_768 },
    source: 'https://milvus.io/docs/limitations.md',
  },
  /** Quantized inside; what is declared is the dim of the floats. */
  qdrant: {
    indexed: { float32: 65_535, float16: 65_535, int8: 65_535, binary: 65_535 },
    stored: { float32: 65_535, float16: 65_535, int8: 65_535, binary: 65_535 },
    source: 'https://qdrant.tech/documentation/faq/qdrant-fundamentals/',
  },
} as const satisfies Readonly<Record<string, EngineLimits>>

export type EngineName = keyof typeof ENGINE_LIMITS

export const ENGINE_NAMES = Object.keys(ENGINE_LIMITS) as EngineName[]

/** @returns the largest dim; null: the engine has no type for that precision */
export function engineLimit(engine: EngineName, what: 'indexed' | 'stored', precision: Precision): number | null {
  const limits: EngineLimits = ENGINE_LIMITS[engine]
  return limits[what][precision] ?? null
}
