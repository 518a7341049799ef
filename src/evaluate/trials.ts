/** Which rows cascades are learnt on, and which they are scored on: a holdout of its own, or splits of one set by chance. */
import { usageError } from '../errors.js'
import { permutation, seeded } from '../math/random.js'
import type { Predictions } from '../types.js'
import type { Scored } from './scored.js'

/** One time of learning and scoring. Row numbers are null where all rows count. */
export interface Trial {
  learn: Predictions
  learnRows: Int32Array | null
  test: Predictions
  testRows: Int32Array | null
  temperatures: readonly number[] | null // by head, learnt on the same rows
}

/** Random splits of one set. */
export interface Splits {
  count: number
  size: number // rows to learn on
  seed: number
}

/** Learns on one set, scores another. @throws UserError (exit 3) when their heads differ */
export function holdoutTrial(holdout: Scored, data: Scored): Trial {
  const temperatures = holdout.temperatures(null)
  return {
    learn: holdout.predictions(temperatures),
    learnRows: null,
    test: data.predictions(temperatures),
    testRows: null,
    temperatures,
  }
}

/**
 * Draws `size` rows without replacement to learn on, and scores all others; again for every split. Not stratified, as in
 * MRL's reference code (model_analysis/Model_Cascades.ipynb), but seeded. Row numbers are in ascending order.
 * @throws UserError (exit 2) when no rows would be left to score
 */
export function* splitTrials(data: Scored, { count, size, seed }: Splits): Generator<Trial> {
  if (size >= data.rows) {
    throw usageError(
      'holdout-size',
      `--holdout-size ${size}: expected fewer than the ${data.rows} labelled rows, some of which are to be scored`,
    )
  }
  const random = seeded(seed)
  for (let split = 0; split < count; split++) {
    const order = permutation(data.rows, random)
    const [learnRows, testRows] = [order.slice(0, size).toSorted(), order.slice(size).toSorted()]
    const temperatures = data.temperatures(learnRows)
    const predictions = data.predictions(temperatures)
    yield { learn: predictions, learnRows, test: predictions, testRows, temperatures }
  }
}
