/** Numbers with units, as people write them: "50M", "100GB", "5ms". */
import { usageError } from '../../errors.js'

const COUNTS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 }

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  pib: 2 ** 50,
}

const MILLISECONDS: Readonly<Record<string, number>> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3 }

/** Above this, a count is a slip of the keyboard. */
const MOST = 1e15

/** "50M" → 50,000,000; k, M, B and T are powers of ten. @throws UserError (exit 2) */
export function parseCount(text: string, flag: string): number {
  const value = quantity(text.replaceAll('_', ''), COUNTS)
  if (value !== null && value >= 1 && value <= MOST && Math.abs(value - Math.round(value)) < 1e-3)
    return Math.round(value)
  throw usageError(
    'bad-number',
    `${flag} has "${text}"; expected a whole number of at least 1, such as 50000000, 50M or 1.5B`,
  )
}

/** "100GB" → 1e11 and "100GiB" → 100 · 2³⁰. @throws UserError (exit 2) */
export function parseBytes(text: string, flag: string): number {
  const value = quantity(text, BYTES)
  if (value !== null && value > 0) return value
  throw usageError(
    'bad-bytes',
    `${flag} has "${text}"; expected a number with its unit, such as 100GB (10⁹ bytes) or 100GiB (2³⁰)`,
  )
}

/** "5ms", "0.2s" or "800us", in milliseconds. @throws UserError (exit 2) */
export function parseMilliseconds(text: string, flag: string): number {
  const value = quantity(text, MILLISECONDS)
  if (value !== null && value > 0) return value
  throw usageError('bad-time', `${flag} has "${text}"; expected a time with its unit, such as 5ms, 0.2s or 800us`)
}

/** @throws UserError (exit 2) for what is no number above 0 */
export function parsePositive(text: string, flag: string): number {
  const value = quantity(text, { '': 1 })
  if (value !== null && value > 0) return value
  throw usageError('bad-number', `${flag} has "${text}"; expected a number above 0`)
}

/** @throws UserError (exit 2) for what is not between 0 and 1 */
export function parseShare(text: string, flag: string, example: string): number {
  const value = quantity(text, { '': 1 })
  if (value !== null && value <= 1) return value
  const points = value !== null && value <= 100 ? [`${flag} ${Number((value / 100).toPrecision(12))}`] : []
  throw usageError('bad-share', `${flag} has "${text}"; expected a number from 0 to 1, such as ${example}`, ...points)
}

/** A number times its unit; null: not of that form, or not finite. */
function quantity(text: string, units: Readonly<Record<string, number>>): number | null {
  const found = /^(\d+\.?\d*|\.\d+)(e[+]?\d+)?\s*([a-zµ]*)$/i.exec(text.trim())
  if (found === null) return null
  const unit = units[found[3]!.toLowerCase().replace('μ', 'µ')]
  const value = Number(`${found[1]}${found[2] ?? ''}`) * (unit ?? Number.NaN)
  return Number.isFinite(value) ? value : null
}
