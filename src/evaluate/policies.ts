/** Every way to decide which head answers, learnt in one trial and tried on the rows that are scored. */
import { budgetGrid } from '../cascade/budgets.js'
import { choosePoint, type Goal } from '../cascade/choose.js'
import { jointCurve } from '../cascade/joint.js'
import { paperThresholds } from '../cascade/paper.js'
import { type CascadeRun, NEVER, runCascade } from '../cascade/run.js'
import { sharedCurve } from '../cascade/shared.js'
import { oracle } from '../metrics/oracle.js'
import { majorityVote } from '../metrics/vote.js'
import type { CascadeRow, Predictions, Promise95 } from '../types.js'
import type { Trial } from './trials.js'

/** Rules that thresholds are learnt by. */
export const POLICIES = ['paper', 'shared', 'joint'] as const
export type Policy = (typeof POLICIES)[number]

export interface Way {
  policy: CascadeRow['policy']
  cap: number // the largest head that may answer
  point: number | null
  promise: Promise95 | null
  thresholds: readonly number[] // of the heads below the cap
  run: CascadeRun
}

export interface Wanted {
  policies: readonly Policy[]
  goal: Goal | null // what the chosen point is to keep; null: none is chosen
  seed: number
}

/** Heads alone, the oracle and the vote, which nothing is learnt for. */
export function fixedWays({ test, testRows }: Trial): Way[] {
  const last = test.dims.length - 1
  const none = { point: null, promise: null, thresholds: [] }
  const alone = test.dims.map((_, cap): Way => {
    const thresholds = new Array<number>(cap).fill(NEVER)
    return { ...none, policy: 'single', cap, run: runCascade(test, thresholds, cap, testRows) }
  })
  if (last === 0) return alone
  const { head, correct } = oracle(test)
  const votes = majorityVote(test)
  const rows = testRows ?? Int32Array.from({ length: test.rows }, (_, row) => row)
  const best: CascadeRun = {
    exits: Uint8Array.from(rows, (row) => head[row]!),
    correct: Uint8Array.from(rows, (row) => correct[row]!),
  }
  const voted: CascadeRun = {
    exits: new Uint8Array(rows.length).fill(last),
    correct: Uint8Array.from(rows, (row) => (votes[row] === test.labels[row] ? 1 : 0)),
  }
  return [
    ...alone,
    { ...none, policy: 'oracle', cap: last, run: best },
    { ...none, policy: 'vote', cap: last, run: voted },
  ]
}

/** The cascades that the wanted policies learn. The chosen point comes last; it is missing when none can be promised. */
export function learntWays(trial: Trial, { policies, goal, seed }: Wanted): Way[] {
  const { learn, learnRows, test } = trial
  const last = test.dims.length - 1
  if (last === 0) return []
  const budgets = budgetGrid(test.dims)
  const ways: Way[] = []
  if (policies.includes('paper')) {
    const thresholds = paperThresholds(learn, learnRows)
    for (let cap = 1; cap <= last; cap++) ways.push(tried(trial, 'paper', thresholds.slice(0, cap), cap, null, null))
  }
  for (const [policy, curve] of [['shared', sharedCurve] as const, ['joint', jointCurve] as const]) {
    if (!policies.includes(policy)) continue
    for (const { budget, thresholds } of curve(learn, learnRows, budgets)) {
      ways.push(tried(trial, policy, thresholds, last, budget, null))
    }
  }
  if (goal === null) return ways
  const chosen = choosePoint(learn, learnRows, goal, { confidence: 0.95, seed })
  return chosen === null ? ways : [...ways, tried(trial, 'joint', chosen.thresholds, last, null, chosen.promise)]
}

/** Thresholds that were learnt before. */
export function givenWay(test: Predictions, thresholds: readonly number[], promise: Promise95 | null): Way {
  const cap = test.dims.length - 1
  return { policy: 'file', cap, point: null, promise, thresholds, run: runCascade(test, thresholds, cap, null) }
}

function tried(
  { test, testRows }: Trial,
  policy: Policy,
  thresholds: readonly number[],
  cap: number,
  point: number | null,
  promise: Promise95 | null,
): Way {
  return { policy, cap, point, promise, thresholds, run: runCascade(test, thresholds, cap, testRows) }
}
