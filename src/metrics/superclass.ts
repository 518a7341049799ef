/**
 * superclass: the share of rows whose predicted class lies in the superclass of their true class.
 * Formula: mean over labelled rows of 1[S(predicted) = S(label)], S the superclass of a class. Classes without one form a
 * reject class together: a row of it counts as right when its prediction is of it, too.
 * superclass.listed = the same over the rows whose class has a superclass.
 * within = the share of a superclass's rows that are right when only the logits of its classes compete: equal logits go to
 * the lower class number; a superclass of one class is always right. Rows without a label do not count.
 * Source: MRL (arXiv 2205.13147), superclass accuracy, and its reference code (RAIVNLab/MRL, model_analysis).
 */
import { UNKNOWN } from '../types.js'

/** Class number → number of its superclass, for the classes that have one. */
export type SuperclassOf = ReadonlyMap<number, number>

/**
 * 1 where the prediction lies in the superclass of the label; 0 also without a label. [n]
 * @param predicted [n]
 * @param labels [n]
 */
export function rightSuperclass(predicted: Int32Array, labels: Int32Array, of: SuperclassOf): Uint8Array {
  return Uint8Array.from(labels, (label, row) =>
    label !== UNKNOWN && of.get(predicted[row]!) === of.get(label) ? 1 : 0,
  )
}

/**
 * The member class with the largest logit.
 * @param logits of one row [C]
 * @param members class numbers, ascending, at least one
 */
export function largestWithin(logits: Float32Array, members: Int32Array): number {
  let best = members[0]!
  for (const member of members) if (logits[member]! > logits[best]!) best = member
  return best
}
