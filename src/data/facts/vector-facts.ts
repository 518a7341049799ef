/** What vectors are like, and what is wrong with them, row by row. */
import type { RecordBatch } from 'apache-arrow'
import { hashWords, repeats } from '../../math/row-hash.js'
import { atRow, type Place } from '../columns/place.js'
import { readLists } from '../columns/values.js'

export interface EmbeddingFacts {
  width: number // D
  dims: readonly number[] | null // declared
  nanRows: number
  infiniteRows: number
  zeroRows: number
  duplicateRows: number // that are equal, bit by bit, to a row before them
  constantDims: readonly number[] // positions that have one value in all rows, where there are several
  norm: { min: number; mean: number; max: number } | null // of the finite rows, at full width
  meanNorms: readonly { dim: number; norm: number }[] // of prefixes; [] without finite rows
}

export interface VectorCounter {
  /** @throws UserError for rows that cannot be read */
  add(batch: RecordBatch, place: Place): void
  facts(): EmbeddingFacts
}

/**
 * @param declared nesting dims, or null
 * @param rows of the file
 */
export function openVectorCounter(declared: readonly number[] | null, rows: number): VectorCounter {
  const hashes = new Float64Array(rows)
  let seen = 0
  let first: Float32Array | null = null
  let constant: number[] = []
  let norms = openNorms([], 0)
  return {
    add(batch, place) {
      const { values, width } = readLists(batch, place, first?.length ?? null)
      if (width === 0) throw atRow(place, 0, 'is an empty list; expected an embedding')
      for (let row = 0; row < batch.numRows; row++) {
        const vector = values.subarray(row * width, (row + 1) * width)
        if (first === null) {
          first = vector.slice()
          constant = [...vector.keys()]
          norms = openNorms(
            (declared ?? [width]).filter((dim) => dim <= width),
            width,
          )
        }
        const begun = first
        constant = constant.filter((j) => Object.is(vector[j], begun[j]))
        hashes[seen++] = hashWords(new Int32Array(vector.buffer, vector.byteOffset, width))
        norms.add(vector)
      }
    },
    facts: () => ({
      width: first?.length ?? 0,
      dims: declared,
      ...norms.facts(),
      duplicateRows: repeats(hashes.subarray(0, seen)),
      constantDims: seen > 1 ? constant : [],
    }),
  }
}

type NormFacts = Omit<EmbeddingFacts, 'width' | 'dims' | 'duplicateRows' | 'constantDims'>

/** Norms of prefixes and faults, row by row. */
function openNorms(dims: readonly number[], width: number): { add(vector: Float32Array): void; facts(): NormFacts } {
  const sums = new Float64Array(dims.length)
  const prefixes = new Float64Array(dims.length)
  const faults = { nanRows: 0, infiniteRows: 0, zeroRows: 0 }
  let [finite, total, min, max] = [0, 0, Number.POSITIVE_INFINITY, 0]
  return {
    add(vector) {
      let squares = 0
      for (let j = 0, s = 0; j < width; j++) {
        squares += vector[j]! * vector[j]!
        if (j + 1 === dims[s]) prefixes[s++] = Math.sqrt(squares)
      }
      if (Number.isNaN(squares)) faults.nanRows++
      else if (!Number.isFinite(squares)) faults.infiniteRows++
      else {
        const norm = Math.sqrt(squares)
        if (norm === 0) faults.zeroRows++
        finite++
        total += norm
        min = Math.min(min, norm)
        max = Math.max(max, norm)
        for (let s = 0; s < sums.length; s++) sums[s]! += prefixes[s]!
      }
    },
    facts: () => ({
      ...faults,
      norm: finite === 0 ? null : { min, mean: total / finite, max },
      meanNorms: finite === 0 ? [] : dims.map((dim, s) => ({ dim, norm: sums[s]! / finite })),
    }),
  }
}
