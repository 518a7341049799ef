/** `compare`: every model against a reference and against its own full width, row by row of the same data. */
import { usageError } from '../errors.js'
import type { DifferenceRow, Notice } from '../types.js'
import {
  type Contender,
  contendersOf,
  ladderOf,
  largest,
  type Pair,
  pairsOf,
  referenceOf,
  referencesOf,
  type SourcedOutcome,
} from './contenders.js'
import { type Compared, type Comparing, compareAll } from './differences.js'
import type { Evaluation } from './evaluation.js'
import type { PairedOutcomes } from './pairing.js'

export interface CompareOptions extends Comparing {
  reference: string | null // null: the first
  margin: number // a model that is worse by no more than that is as good
}

/**
 * @param outcomes of one metric, all of the same rows in the same order; several models, or one at several dims
 * @throws UserError (exit 2) for an unknown reference
 */
export async function compare(outcomes: readonly SourcedOutcome[], options: CompareOptions): Promise<Evaluation> {
  const contenders = contendersOf(outcomes)
  const references = referencesOf(contenders, options.reference)
  const matches = contenders.map((contender) => ({ contender, reference: referenceOf(contender, references) }))
  const pairs = unique(matches.flatMap(({ contender, reference }) => pairsOf(contender, reference)))
  const ladders = matches.map(({ contender, reference }) => (reference === null ? [] : ladderOf(contender, reference)))
  const extra = unique([...pairs, ...ladders.flat()]).slice(pairs.length)
  const compared = await compareAll([...pairs, ...extra], pairs.length, options)
  const tested = compared.slice(0, pairs.length)
  const smallest = ladders.map((ladder) => smallestOf(ladder, compared, options.margin))
  return {
    rows: matches.flatMap(({ contender }, i) => rowsOf(contender, tested, smallest, smallest[i] ?? null)),
    warnings: matches.flatMap((match, i) => notices(match, smallest[i] ?? null, options)),
  }
}

/** @throws UserError (exit 2) when no row came of any metric */
export function requireRows(evaluations: readonly Evaluation[], paired: readonly PairedOutcomes[]): void {
  if (evaluations.some(({ rows }) => rows.length > 0)) return
  const all = paired.flatMap(({ rows }) => rows.outcomes)
  const found = [...new Set(all.map(({ model, dim }) => `${model} at ${dim}`))].join(', ')
  const what = found === '' ? 'none of the dims asked for is there' : `there is only ${found}`
  throw usageError(
    'nothing-to-compare',
    `nothing can be compared: ${what}; expected two models, or one at several dims`,
    'give another: --model NAME=PATH, or a file of outcomes',
  )
}

function isSame(one: Pair, other: Pair): boolean {
  return one.first === other.first && one.second === other.second
}

function unique(pairs: readonly Pair[]): Pair[] {
  return pairs.filter((pair, i) => pairs.findIndex((other) => isSame(pair, other)) === i)
}

/**
 * The smallest dim whose 95 % interval lies above −margin, and all larger dims' too: each step is a test at one-sided
 * 2.5 % that is made only where the one before it succeeded, so that no correction is needed (a fixed sequence: Maurer,
 * Hothorn and Lehmacher 1995; non-inferiority by an interval: FDA guidance 2016). Null: already the largest is not.
 */
function smallestOf(ladder: readonly Pair[], compared: readonly Compared[], margin: number): Compared | null {
  let smallest: Compared | null = null
  for (const pair of ladder) {
    const found = compared.find((other) => isSame(pair, other))!
    const low = found.metrics.difference!.ci95?.[0] ?? null
    if (low === null || low <= -margin) break
    smallest = found
  }
  return smallest
}

/** Tests of one contender, then its smallest dim where that was none of them. */
function rowsOf(
  { at }: Contender,
  tested: readonly Compared[],
  all: readonly (Compared | null)[],
  own: Compared | null,
): DifferenceRow[] {
  const tests = tested.filter(({ first }) => at.includes(first))
  const shown = own === null || tested.includes(own) ? tests : [...tests, own]
  return shown.map((pair) => rowOf(pair, all.includes(pair)))
}

function rowOf({ first, second, metrics }: Compared, isSmallest: boolean): DifferenceRow {
  const ratio = { value: second.dim / first.dim, ci95: null, unit: 'ratio' } as const
  return {
    model: first.model,
    dim: first.dim,
    interpolated: first.interpolated,
    against: second.model,
    againstDim: second.dim,
    metric: first.metric,
    ...(isSmallest ? { smallest: true } : {}),
    metrics: isSmallest ? { ...metrics, dimRatio: ratio } : metrics,
  }
}

function notices(
  { contender, reference }: { contender: Contender; reference: Contender | null },
  smallest: Compared | null,
  { margin }: CompareOptions,
): Notice[] {
  const { name, from, at } = contender
  const { metric } = at[0]!
  if (reference === null) {
    const message = `${name} of ${from} has no counterpart to be compared with by ${metric}`
    return [{ code: 'no-counterpart', message }]
  }
  const warnings: Notice[] = []
  const dims = (one: Contender) => one.at.map(({ dim }) => dim).join(', ')
  if (reference !== contender && !pairsOf(contender, reference).some(({ second }) => reference.at.includes(second))) {
    const message = `${name} (at ${dims(contender)}) and ${reference.name} (at ${dims(reference)}) have no dim in common`
    warnings.push({ code: 'no-common-dims', message })
  }
  if (smallest === null && ladderOf(contender, reference).length > 0) {
    const { model, dim } = largest(reference)
    const below = reference === contender ? `no dim of ${name} below ${dim}` : `no dim of ${name}`
    const message = `${metric}: by a sequence of tests from its largest dim down, ${below} is shown to be worse than ${model} at ${dim} by at most ${margin}`
    warnings.push({ code: 'no-smallest', message })
  }
  return warnings
}
