/** What heads say, against what SciPy says. */
import { expect } from 'vitest'
import type { HeadScores } from '../../src/types.js'

export interface GoldenScores {
  classes: number[]
  confidence: number[]
  rank: number[]
  loss: (number | null)[] // null: no label
}

export function expectScores(found: HeadScores, golden: GoldenScores, digits: number): void {
  expect([...found.classes]).toEqual(golden.classes)
  expect([...found.rank]).toEqual(golden.rank)
  for (const [at, confidence] of golden.confidence.entries()) {
    const loss = golden.loss[at]
    expect(found.confidence[at]).toBeCloseTo(confidence, digits)
    if (loss === null) expect(found.loss[at]).toBeNaN()
    else expect(found.loss[at]).toBeCloseTo(loss!, digits)
  }
}
