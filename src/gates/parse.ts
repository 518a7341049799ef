/** Text → rule. What is wrong is told with the place where it stands. */
import { type UserError, usageError } from '../errors.js'
import type { Condition } from '../math/row-keys.js'
import { type Bound, type Change, OPS, type Op, type Rule } from './rule.js'
import { type Scanner, scan } from './scan.js'

const METRIC = /[^\s[\]<>="',]+/y
const KEY = /[A-Za-z]\w*/y
const NUMBER = /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/y
const BARE = /[^\],"'[]+/y
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y

/** @throws UserError (exit 2) for what is no rule, with the place */
export function parseRule(text: string): Rule {
  const at = scan(text, refusal)
  const metric = at.need(METRIC, 'a metric, such as knn@1')
  const where = at.has('[') ? conditions(at) : []
  const op = operator(at)
  const bound = boundIn(at)
  const ifSignificant = at.word('if')
  if (ifSignificant && !at.word('significant')) throw at.expected('"significant" after "if"')
  at.end(
    bound.kind === 'baseline' ? '+, -, * with a number, "if significant", or the end' : '"if significant", or the end',
  )
  requireWorse(at, op, bound, ifSignificant)
  return { text: text.trim(), metric, where, op, bound, ifSignificant }
}

/** Up to the closing bracket. */
function conditions(at: Scanner): Condition[] {
  const found: Condition[] = []
  do {
    const key = at.need(KEY, 'key=value, such as dim=64')
    if (found.some((other) => other.key === key)) throw at.expected(`one value of ${key}, which stands there already`)
    at.needWord('=', `= after ${key}`)
    found.push({ key, value: valueIn(at, key) })
  } while (at.has(','))
  at.needWord(']', '] or another ,key=value (a value with a comma goes in quotes)')
  return found
}

/** A bare `null` is no value; in quotes it is a text like any other. */
function valueIn(at: Scanner, key: string): string | null {
  const quoted = at.take(QUOTED)
  if (quoted !== null) return quoted.slice(1, -1).replace(/\\(.)/g, '$1')
  const bare = at.need(BARE, `a value of ${key}`).trim()
  return bare === 'null' ? null : bare
}

function operator(at: Scanner): Op {
  const op = OPS.find((candidate) => at.has(candidate))
  if (op === undefined) throw at.expected(`one of ${OPS.join(' ')}`)
  return op
}

function boundIn(at: Scanner): Bound {
  if (at.word('baseline')) return { kind: 'baseline', change: changeIn(at) }
  const value = numberIn(at, 'a number, a percentage such as 70%, or baseline')
  const percent = at.has('%')
  return { kind: 'absolute', value: percent ? value / 100 : value, percent }
}

function changeIn(at: Scanner): Change | null {
  const sign = ['+', '-', '*'].find((candidate) => at.has(candidate))
  if (sign === undefined) return null
  const number = numberIn(at, `a number after ${sign}`)
  if (sign === '*') return { kind: 'times', by: number }
  const by = sign === '-' ? -number : number
  return at.has('%') ? { kind: 'share', by: by / 100 } : { kind: 'plus', by }
}

function numberIn(at: Scanner, what: string): number {
  const value = Number(at.need(NUMBER, what))
  if (!Number.isFinite(value)) throw at.expected('a number that is not beyond all bounds')
  return value
}

/** To ask for more than the baseline has, and to forgive what may be chance, would let everything pass. */
function requireWorse(at: Scanner, op: Op, bound: Bound, ifSignificant: boolean): void {
  if (!ifSignificant || bound.kind === 'absolute' || bound.change === null) return
  const { kind, by } = bound.change
  const step = kind === 'times' ? by - 1 : by
  if (op === '==' ? step === 0 : op.startsWith('>') ? step <= 0 : step >= 0) return
  throw at.refuse(
    '"if significant" asks whether a row is worse than the baseline; this rule asks for a row that is better, or other',
    'leave "if significant" out',
  )
}

function refusal(text: string, message: string, ...suggestions: string[]): UserError {
  const examples = ['--gate "knn@1[dim=64] >= 70%"', '--gate "knn@1 >= baseline - 0.005"']
  return usageError(
    'bad-gate',
    `--gate '${text.trim()}': ${message}`,
    ...(suggestions.length > 0 ? suggestions : examples),
  )
}
