/**
 * unique@k: how many classes stand among the first k rows of a list (AdANNS, RAIVNLab/AdANNS evaluation notebooks).
 * overlap@k: the share of the first k rows of the exact list at full dimension that a list has among its first k; how much
 * an approximation or a short prefix changes what is found. Missing neighbors (−1) count for nothing in either.
 */

/** @param ids [b × width] @param labels classes of the database rows. [n] @returns classes per query. [b] */
export function uniqueClasses(ids: Int32Array, width: number, k: number, labels: Int32Array): Float64Array {
  return Float64Array.from({ length: ids.length / width }, (_, q) => {
    const list = ids.subarray(q * width, q * width + Math.min(k, width))
    return new Set(
      Array.from(
        list.filter((id) => id !== -1),
        (id) => labels[id],
      ),
    ).size
  })
}

/** @param ids lists in question. [b × width] @param exact lists to agree with. [b × exactWidth] @returns [b] */
export function overlap(
  ids: Int32Array,
  width: number,
  exact: Int32Array,
  exactWidth: number,
  k: number,
): Float64Array {
  return Float64Array.from({ length: ids.length / width }, (_, q) => {
    const wanted = new Set(exact.subarray(q * exactWidth, q * exactWidth + Math.min(k, exactWidth)))
    wanted.delete(-1)
    if (wanted.size === 0) return 0
    const found = ids.subarray(q * width, q * width + Math.min(k, width)).filter((id) => wanted.has(id))
    return new Set(found).size / wanted.size
  })
}
