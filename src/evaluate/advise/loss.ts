/**
 * How much less a setting has than another, with an interval.
 *
 *     loss = r − q      for q of the setting, r of the reference
 *
 * The interval is that of math/difference-interval.ts, for samples that have nothing to do with each other: of the same queries
 * it is as a rule wider than need be. Where the report knows the setting's share of the reference's value from the queries one
 * by one (`retained` with its interval [s₀, s₁]), the interval is [r·(1 − s₁), r·(1 − s₀)], r taken as known, which is not.
 * Without one of the intervals: none. The reference beside itself: 0, for sure.
 */
import { differenceInterval } from '../../math/difference-interval.js'
import type { MetricValue } from '../../types.js'
import type { Candidate } from './candidates.js'

export function lossOf(setting: Candidate, reference: Candidate): MetricValue {
  const [{ value: own, ci95: ownRange }, { value: best, ci95: bestRange }] = [setting.quality, reference.quality]
  const loss = (ci95: MetricValue['ci95']): MetricValue => ({ value: best - own, ci95, unit: 'difference' })
  if (setting === reference) return loss([0, 0])
  const share = shareOf(setting, reference)
  if (share !== null) return loss([best * (1 - share[1]), best * (1 - share[0])])
  if (ownRange === null || bestRange === null) return loss(null)
  return loss(differenceInterval({ value: best, ci95: bestRange }, { value: own, ci95: ownRange }))
}

/** Interval of the setting's share of the reference's value, where its report gives that. */
function shareOf(setting: Candidate, reference: Candidate): readonly [number, number] | null {
  const retained = setting.row.metrics.retained
  if (retained?.value == null || retained.ci95 == null) return null
  if (setting.row.model !== reference.row.model || setting.report !== reference.report) return null
  const isOfReference = Math.abs(setting.quality.value / reference.quality.value - retained.value) < 1e-9
  return isOfReference ? retained.ci95 : null
}
