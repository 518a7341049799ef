/**
 * unique@k: how many classes stand among the first k rows of a list (AdANNS, RAIVNLab/AdANNS evaluation notebooks).
 * overlap@k: the share of the first k rows of the exact list at full dimension that a list has among its first k; how much
 * an approximation or a short prefix changes what is found. The order within the k does not matter. Missing neighbors
 * (−1) count for nothing in either, rows of unknown class (−1) for nothing in unique@k; overlap with an empty list is 0.
 */

/**
 * @param ids [b × width]
 * @param ks ascending
 * @param labels classes of the database rows. [n]
 * @returns classes per query, for each k. [S][b]
 */
export function uniqueClasses(
  ids: Int32Array,
  width: number,
  ks: readonly number[],
  labels: Int32Array,
): Float64Array[] {
  const { codes, classes } = encoded(labels)
  const seen = new Int32Array(classes) // by class: 1 + the query that has met it last
  const counts = ks.map(() => new Float64Array(ids.length / width))
  for (let base = 0, q = 0; base < ids.length; base += width, q++) {
    let found = 0
    let r = 0
    for (const [i, k] of ks.entries()) {
      for (const end = Math.min(k, width); r < end; r++) {
        const id = ids[base + r]!
        const code = id === -1 ? -1 : codes[id]!
        if (code === -1) continue
        found += differs(seen[code]!, q + 1)
        seen[code] = q + 1
      }
      counts[i]![q] = found
    }
  }
  return counts
}

/**
 * @param ids lists in question. [b × width]
 * @param exact lists to agree with. [b × exactWidth]
 * @param ks ascending
 * @returns shares per query, for each k. [S][b]
 */
export function overlap(
  ids: Int32Array,
  width: number,
  exact: Int32Array,
  exactWidth: number,
  ks: readonly number[],
): Float64Array[] {
  const shares = ks.map(() => new Float64Array(ids.length / width))
  const rows = largest(exact) + 1
  const [depth, exactDepth] = [Math.min(ks.at(-1)!, width), Math.min(ks.at(-1)!, exactWidth)]
  const never = Math.max(depth, exactDepth) // a rank that no list has
  const rankOf = new Int32Array(rows) // by row: rank in the exact list, counted on from query to query
  // By rank, the first k that reaches it.
  const sharedFrom = Int32Array.from({ length: never + 1 }, (_, r) =>
    r < never ? ks.findIndex((k) => r < k) : ks.length,
  )
  const found = new Int32Array(ks.length + 1) // new rows that each k shares; the last counts those that no k does
  for (let q = 0, base = 1; q < shares[0]!.length; q++, base += never) {
    let wanted = 0
    for (let i = q * exactWidth; wanted < exactDepth && exact[i] !== -1; i++) rankOf[exact[i]!] = base + wanted++
    found.fill(0)
    for (let r = 0, i = q * width; r < depth; r++, i++) {
      const id = ids[i]!
      if (id === -1 || id >= rows) continue
      const rank = Math.min((rankOf[id]! - base) >>> 0, never) // unsigned: ranks of queries before are larger than any
      found[sharedFrom[Math.max(r, rank)]!]!++
    }
    let sum = 0
    for (let i = 0; i < ks.length; i++) {
      sum += found[i]!
      shares[i]![q] = wanted === 0 ? 0 : sum / Math.min(ks[i]!, wanted)
    }
  }
  return shares
}

/** 1 where two whole numbers differ, 0 where not: faster than a branch that nobody can foresee. */
function differs(a: number, b: number): number {
  const bits = a ^ b
  return (bits | -bits) >>> 31
}

/** Class numbers that an array can be indexed with: the labels themselves unless they are far larger than needed. */
function encoded(labels: Int32Array): { codes: Int32Array; classes: number } {
  const top = largest(labels)
  if (top <= 4 * labels.length + 65_536) return { codes: labels, classes: top + 1 }
  const codeOf = new Map<number, number>()
  const codes = labels.map((label) => {
    if (label === -1) return -1
    const code = codeOf.get(label) ?? codeOf.size
    codeOf.set(label, code)
    return code
  })
  return { codes, classes: codeOf.size }
}

/** The largest value, or −1. */
function largest(values: Int32Array): number {
  let top = -1
  for (let i = 0; i < values.length; i++) if (values[i]! > top) top = values[i]!
  return top
}
