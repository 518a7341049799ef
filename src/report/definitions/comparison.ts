/** Definitions of what says whether one result is better than another on the same rows. */
import type { Definitions } from '../definitions.js'

const EFFECTS = 'Cohen 1988'

export const COMPARISON: Definitions = {
  value: {
    name: 'value',
    formula: 'the compared metric of the model',
    divides: 'rows that both have, paired by id',
    ties: 'as the metric',
    interval: '95 %: of shares Wilson, of means bootstrap',
    source: 'as the metric',
  },
  reference: {
    name: 'value of the reference',
    formula: 'the compared metric of the reference',
    divides: 'the same rows',
    ties: 'as the metric',
    interval: '95 %: of shares Wilson, of means bootstrap',
    source: 'as the metric',
  },
  difference: {
    name: 'difference',
    formula: 'value − reference, row by row of the same data',
    divides: 'rows that both have, paired by id',
    ties: 'equal rows count as 0',
    interval: "95 %: of shares Newcombe's for paired proportions (method 10), of means paired bootstrap",
    source: 'Newcombe 1998; Fagerland, Lydersen and Laake 2014',
  },
  p: {
    name: 'p',
    formula:
      "two-sided: of shares McNemar's exact test, 2·P(X ≤ min(wins, losses)) with X ~ Binomial(wins + losses, ½); of means a sign-flip test over all patterns or 10,000 draws",
    divides: 'patterns, or draws + 1',
    ties: 'not mid-p; without a row that differs it is 1',
    interval: 'none',
    source: 'McNemar 1947; Phipson and Smyth 2010 for drawn patterns',
  },
  'p.holm': {
    name: "p after Holm's correction",
    formula: 'p̃ⱼ = max over i ≤ j of min(1, (m − i + 1)·pᵢ), p ascending, for all m tests of the metric',
    divides: 'nothing',
    ties: 'equal p stay equal',
    interval: 'none',
    source: 'Holm 1979',
  },
  'effect.g': {
    name: "Cohen's g",
    formula: 'wins / (wins + losses) − ½',
    divides: 'rows on which the two disagree; null without any',
    ties: 'equal rows are neither',
    interval: 'none',
    source: EFFECTS,
  },
  'effect.dz': {
    name: "Cohen's d_z",
    formula: 'mean of the differences / their sample deviation',
    divides: 'the deviation, with divisor n − 1; null without any',
    ties: 'equal rows count as 0',
    interval: 'none',
    source: EFFECTS,
  },
  wins: {
    name: 'wins',
    formula: 'rows for which the model is better than the reference',
    divides: 'nothing; it is a count',
    ties: 'equal rows are neither wins nor losses',
    interval: 'none',
    source: 'McNemar 1947',
  },
  losses: {
    name: 'losses',
    formula: 'rows for which the reference is better than the model',
    divides: 'nothing; it is a count',
    ties: 'equal rows are neither wins nor losses',
    interval: 'none',
    source: 'McNemar 1947',
  },
  dimRatio: {
    name: 'times fewer dims',
    formula: "the reference's largest dim / the smallest dim that is not worse than it by the margin",
    divides: 'that smallest dim',
    ties: 'every dim down to it has an interval above −margin; where the largest fails there is none, and a warning',
    interval: 'none: a fixed sequence of one-sided tests at 2.5 %, which needs no correction',
    source: 'ours; non-inferiority as in Westfall and Krishen 2001 for fixed sequences',
  },
}
