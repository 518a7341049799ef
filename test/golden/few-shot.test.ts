/** Nearest class means against scikit-learn, and their accuracy against NumPy and SciPy; see make_few_shot.py. */
import { describe, expect, test } from 'vitest'
import { fewShotOutcomes } from '../../src/evaluate/few-shot-outcomes.js'
import { nearestMeanAccuracy } from '../../src/metrics/nearest-mean.js'
import { plainProduct } from '../math/product.js'
import { vectorsOf } from '../search/search.js'
import golden from './few-shot.json' with { type: 'json' }

const { dims, shots, trials } = golden

describe.each(golden.cases)('$name', ({ support, labels, queries, truth, draws, one_file, expected }) => {
  test.each(['cosine', 'l2'] as const)('%s', async (distance) => {
    const given = draws.map((draw) => ({
      shots: draw.shots,
      classes: Int32Array.from(draw.classes),
      rows: Int32Array.from(draw.rows),
    }))
    for (const draw of given) {
      const classes = [...draw.rows].map((row) => labels[row])
      expect(classes).toEqual([...draw.classes].flatMap((label) => Array(draw.shots).fill(label)))
    }
    const task = {
      queries: { ...vectorsOf(queries ?? support), labels: Int32Array.from(truth) },
      support: vectorsOf(support),
      draws: given,
      ownQueries: one_file ? given.map(({ rows }) => rows) : null,
      dims,
      distance,
    }
    const found = []
    for await (const { dim, trials: outcomes } of fewShotOutcomes(task, plainProduct)) {
      found.push({ dim, outcomes })
    }
    const own = expected.filter((one) => one.distance === distance)
    expect(found.map(({ dim, outcomes }) => ({ dim, outcomes: outcomes.map((own) => own.join('')) }))).toEqual(
      own.map(({ dim, outcomes }) => ({ dim, outcomes })),
    )
    for (const [s, { accuracy }] of own.entries()) {
      for (const [i, { value, sd, ci95 }] of accuracy.entries()) {
        const metric = nearestMeanAccuracy(found[s]!.outcomes.slice(i * trials, (i + 1) * trials))
        expect(metric.value).toBeCloseTo(value, 12)
        expect(metric.sd).toBeCloseTo(sd, 12)
        expect(metric.ci95![0]).toBeCloseTo(ci95[0]!, 12)
        expect(metric.ci95![1]).toBeCloseTo(ci95[1]!, 12)
      }
      expect(accuracy).toHaveLength(shots.length)
    }
  })
})
