/** Which values come from a clock: they differ from run to run, and from machine to machine. */
import type { MetricValue } from '../types.js'

const UNITS: ReadonlySet<string> = new Set(['seconds', 'milliseconds', 'perSecond', 'samples', 'timeRatio'])

export function isFromClock({ unit }: Pick<MetricValue, 'unit'>): boolean {
  return UNITS.has(unit)
}
