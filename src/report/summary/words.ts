/** Numbers and lists as they stand in sentences. */
import type { MetricValue } from '../../types.js'

/** "78.9 %", "0.448". The value must not be null. */
export function said({ value, unit }: MetricValue): string {
  return number(value!, unit)
}

/** "78.9 % (95 %: 77.4 – 80.3)"; without an interval the value alone. @param again true: that it is at 95 % was just said */
export function saidWithin(metric: MetricValue, again = false): string {
  const { ci95, unit } = metric
  if (ci95 === null) return said(metric)
  const [low, high] = ci95.map((end) => number(end, unit).replace(' %', ''))
  return `${said(metric)} (${again ? '' : '95 %: '}${low} – ${high})`
}

/** "8, 16 and 32". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Some of the dims in words: "8, 16 and 32", or "32 to 2048" for more than three that follow each other. @param all ascending */
export function dimsInWords(some: readonly number[], all: readonly number[]): string {
  const runs: number[][] = []
  for (const [i, dim] of all.entries()) {
    if (!some.includes(dim)) continue
    const own = runs.at(-1)
    if (own !== undefined && own.at(-1) === all[i - 1]) own.push(dim)
    else runs.push([dim])
  }
  return listed(runs.flatMap((run) => (run.length > 3 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String))))
}

/** A part of the whole: "1/32", "1/2.7". */
export function part(whole: number, of: number): string {
  return `1/${plain(whole / of, whole / of < 10 ? 1 : 0)}`
}

/** "12.4 times", "119 times". */
export function times(factor: number): string {
  return `${plain(factor, factor < 100 ? 1 : 0)} times`
}

/** "1 point", "0.5 points": of a share, in hundredths. */
export function points(share: number): string {
  const text = plain(100 * share, 2)
  return `${text} ${text === '1' ? 'point' : 'points'}`
}

/** "1 rule", "2 rules". */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

/** A sentence's first letter made a capital, unless it is of a symbol such as "mAP@10". */
export function capital(text: string): string {
  return /^[a-z][a-z]/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text
}

function number(value: number, unit: MetricValue['unit']): string {
  if (unit === 'fraction' || unit === 'ratio') return `${(100 * value).toFixed(1)} %`
  if (unit === 'dims') return value.toFixed(1)
  return value.toFixed(3)
}

/** Rounded, without zeros at the end. */
function plain(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
