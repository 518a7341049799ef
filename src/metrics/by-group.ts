/**
 * Accuracy by group: the share of right rows among the rows of each group = Σ right / rows of the group. Groups are those
 * of the true classes, so it is the recall of a class and not its precision. Rows without a group do not count; a group
 * without rows has no accuracy. Source: Liu et al. 2019 (arXiv 1904.05160) for groups of classes by frequency.
 */

/** What was counted of each group. [groups] */
export interface GroupCounts {
  rows: Int32Array
  hits: Int32Array
}

/**
 * @param right 1 for a row that counts as right. [n]
 * @param groupOf group of each row, −1 for none. [n]
 */
export function countByGroup(right: Uint8Array, groupOf: Int32Array, groups: number): GroupCounts {
  const rows = new Int32Array(groups)
  const hits = new Int32Array(groups)
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row]!
    if (group < 0) continue
    rows[group]!++
    hits[group]! += right[row]!
  }
  return { rows, hits }
}
