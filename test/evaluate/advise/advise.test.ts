import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advise } from '../../../src/evaluate/advise/advise.js'
import type { Budget } from '../../../src/evaluate/advise/budget.js'
import { EXACT } from '../../../src/evaluate/indexes.js'
import type { AdviceRow, Report } from '../../../src/types.js'
import { cascadeRow, input, knnRow, measured, ROWS, request, retrievalRow } from './results.js'

const KNN = measured('knn.json', 'knn', [
  knnRow(8, 0.6),
  knnRow(16, 0.78),
  knnRow(32, 0.8),
  knnRow(64, 0.81),
  knnRow(64, 0.79, { precision: 'int8' }),
])

function told(rows: readonly AdviceRow[]): unknown[] {
  return rows.map(({ dim, precision, fits, reasons }) => [dim, precision ?? 'float32', fits, reasons])
}

function codes(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    const { code, exitCode, message } = error as { code: string; exitCode: number; message: string }
    return { code, exitCode, message }
  }
}

describe('a budget of memory and loss', () => {
  test('the cheapest that fits comes first, then the others', () => {
    // bytes for 10⁶: 8 → 32 MB, 16 → 64, 32 → 128, 64 → 256, 64 as int8 → 64
    const { rows, metric } = advise([KNN], request({ memory: 128e6, maxLoss: 0.03 }, { vectors: 1e6 }))
    expect(metric).toBe('knn@1')
    expect(told(rows)).toEqual([
      [16, 'float32', true, []], // a loss of 0.03, 64 MB, and fewer multiply-adds than
      [64, 'int8', true, []],
      [32, 'float32', true, []],
      [8, 'float32', false, ['loss']],
      [64, 'float32', false, ['memory']],
    ])
    expect(rows[0]!.metrics).toMatchObject({
      'knn@1': { value: 0.78 },
      qualityLoss: { value: expect.closeTo(0.03, 12), unit: 'difference' },
      memoryBytes: { value: 64e6, unit: 'bytes' },
      mflops: { value: 16 },
      'latency.p50': { value: null, unit: 'milliseconds' },
    })
    expect(rows[0]).toMatchObject({ source: 'knn.json', measuredRows: 1000, sure: false })
    expect(rows.at(-1)).toMatchObject({ reference: true, dim: 64 })
  })

  test('a loss just as large as allowed is allowed, and one that may be larger is not sure', () => {
    const rows = [
      knnRow(32, 0.75, { metrics: { 'knn@1': { value: 0.75, ci95: [0.75, 0.75], unit: 'fraction' } } }),
      knnRow(64, 1, { metrics: { 'knn@1': { value: 1, ci95: [1, 1], unit: 'fraction' } } }),
    ]
    const exact = advise([measured('a.json', 'knn', rows)], request({ maxLoss: 0.25, sure: true }))
    expect(exact.rows.map(({ fits, sure }) => [fits, sure])).toEqual([
      [true, true],
      [true, true],
    ])
    const unsure = advise([KNN], request({ maxLoss: 0.03, sure: true }, { vectors: 1e6 }))
    expect(told(unsure.rows)[0]).toEqual([64, 'float32', true, []]) // the reference; all others could lose more
    expect(unsure.rows.find(({ dim }) => dim === 32)!.reasons).toEqual(['not-sure'])
  })

  test('the largest dims that fit, measured or not', () => {
    const { largestDims } = advise([KNN], request({ memory: 100e9 }, { vectors: 50e6 }))
    expect(largestDims).toEqual({ float32: 500, float16: 1000, int8: 2000, binary: 16_000 })
    expect(advise([KNN], request({ maxLoss: 0.1 })).largestDims).toBe(null)
  })

  test('more vectors than were searched are warned about', () => {
    const [warning] = advise([KNN], request({}, { vectors: 50e6 })).warnings
    expect(warning).toMatchObject({
      code: 'quality-at-scale',
      message: expect.stringContaining('among 1,000 vectors; among 50,000,000'),
    })
    expect(advise([KNN], request()).warnings).toEqual([])
  })
})

describe('settings of retrieval', () => {
  const row = (shortlist: number, rerank: number, map: number, overlap = 1) => {
    const stages = rerank === shortlist ? [] : [{ rows: 20, dim: rerank }]
    return retrievalRow({ index: EXACT, shortlist, size: 20, stages }, map, overlap)
  }
  const all = [measured('r.json', 'retrieval', [row(8, 8, 0.4, 0.5), row(8, 64, 0.69, 0.9), row(64, 64, 0.7)])]
  const names = (budget: Partial<Budget>, changes = {}) => {
    const fitting = advise(all, request(budget, { vectors: 1e6, ...changes })).rows.filter(({ fits }) => fits)
    return fitting.map(({ shortlist, rerank }) => `${shortlist} ${rerank}`)
  }

  test('by memory, multiply-adds and agreement with the full search', () => {
    expect(names({ memory: 100e6 })).toEqual(['8 8'])
    expect(names({ memory: 100e6 }, { rerankOn: 'disk' })).toEqual(['8 8', '8 64'])
    expect(names({ memory: 100e6, storage: 100e6 }, { rerankOn: 'disk' })).toEqual(['8 8'])
    expect(names({ mflops: 10, maxLoss: 0.02 })).toEqual(['8 64'])
    expect(names({ recall: 0.9 })).toEqual(['8 64', '64 64'])
    expect(names({}, { cheapest: 'storage' })).toEqual(['8 8', '8 64', '64 64'])
  })

  test('what was not timed does not fit into a budget of time', () => {
    const { rows } = advise(all, request({ latency: 5 }))
    expect(rows.map(({ reasons }) => reasons)).toEqual(Array(3).fill(['latency-unknown']))
  })

  test('what would fit with other vectors on disk is said', () => {
    const { warnings } = advise(all, request({ memory: 10e3 * 4, maxLoss: 0.02 }))
    expect(warnings.map(({ code }) => code)).toContain('try-next')
    expect(warnings.find(({ code }) => code === 'try-next')!.message).toMatch(
      /one setting more fits .* --rerank-on disk/,
    )
  })

  test('of a database', () => {
    const wide = [
      knnRow(1024, 0.8),
      knnRow(2048, 0.81),
      knnRow(2048, 0.8, { precision: 'float16' }),
      knnRow(64, 0.7, { precision: 'int8' }),
    ]
    const { rows, warnings } = advise([measured('k.json', 'knn', wide)], request({ engine: 'pgvector' }))
    expect(told(rows)).toEqual([
      [1024, 'float32', true, []],
      [2048, 'float16', true, []],
      [64, 'int8', false, ['engine']], // there is no such type
      [2048, 'float32', false, ['engine']],
    ])
    expect(warnings[0]).toMatchObject({
      code: 'engine-limits',
      message: expect.stringContaining('2000 in float32, 4000 in float16, none in int8'),
    })
  })
})

describe('cascades', () => {
  const rows = [
    cascadeRow('oracle', 64, 0.9, 9),
    cascadeRow('single', 8, 0.6, 8),
    cascadeRow('joint', 64, 0.79, 12),
    cascadeRow('single', 64, 0.8, 64),
  ]
  const cascades = measured('c.json', 'adaptive-classify', rows, { inputs: [input('data', 'd', 100)] })

  test('are ranked by the dims that they read, without the oracle, beside the largest head', () => {
    const advice = advise([cascades], request({ maxLoss: 0.02 }, { vectors: null }))
    expect(advice.rows.map(({ policy, cap, fits }) => [policy, cap, fits])).toEqual([
      ['joint', 64, true],
      ['single', 64, true],
      ['single', 8, false],
    ])
    expect(advice.rows[1]!.reference).toBe(true)
    expect(advice.rows[0]).not.toHaveProperty('thresholds')
    expect(advise([cascades], request({ expectedDim: 10 }, { vectors: null })).rows[0]!.cap).toBe(8)
  })

  test('have no memory to be budgeted', () => {
    expect(codes(() => advise([cascades], request()))).toMatchObject({
      code: 'budget-unused',
      message: expect.stringMatching(/^--vectors is about stored vectors/),
    })
    expect(codes(() => advise([cascades], request({ memory: 1 }, { vectors: null })))).toMatchObject({
      message: expect.stringMatching(/^--memory/),
    })
    expect(codes(() => advise([cascades], request({ latency: 5 }, { vectors: null })))).toMatchObject({
      message: expect.stringMatching(/^--max-latency/),
    })
    expect(codes(() => advise([KNN], request({ expectedDim: 1 })))).toMatchObject({
      code: 'budget-unused',
      exitCode: 2,
    })
  })
})

describe('the reference', () => {
  const several = [
    knnRow(8, 0.9, { model: 'tiny' }),
    knnRow(64, 0.8),
    ...[8, 16, 32].map((dim) => knnRow(dim, 0.5 + dim / 100, { model: `FF-${dim}` })),
  ]
  const of = (reference: string | null) => {
    const { rows } = advise([measured('k.json', 'knn', several)], request({}, { reference }))
    return rows.find((row) => row.reference)!.model
  }

  test('is the best full width of all models, families taken as one', () => {
    expect(of(null)).toBe('tiny')
    expect(of('MRL')).toBe('MRL')
    expect(of('FF')).toBe('FF-32')
    expect(of('FF-8')).toBe('FF-8')
    expect(codes(() => of('MLR'))).toMatchObject({ code: 'no-such-model', exitCode: 2 })
  })

  test('is neither coded nor reduced', () => {
    const rows = [knnRow(64, 0.9, { reduction: 'pca' }), knnRow(64, 0.9, { precision: 'int8' })]
    expect(codes(() => advise([measured('k.json', 'knn', rows)], request()))).toMatchObject({ code: 'no-reference' })
  })

  test('is not chosen by conditions, which are on the settings', () => {
    const where = [{ key: 'precision', value: 'int8' }]
    const { rows, warnings } = advise([KNN], request({ memory: 1e9, maxLoss: 0.01 }, { vectors: 1e6, where }))
    expect(told(rows)).toEqual([
      [64, 'int8', false, ['loss']], // 0.81 − 0.79
      [64, 'float32', false, ['left-out']],
    ])
    expect(rows.map(({ reference }) => reference)).toEqual([undefined, true])
    expect(warnings[1]!.message).toMatch(/^nothing that was measured fits/)
    expect(told(advise([KNN], request({}, { where: [{ key: 'dim', value: '8.0' }] })).rows)[0]).toEqual([
      8,
      'float32',
      true,
      [],
    ])
  })

  test('is of the same data as the settings, where results of others are given, too', () => {
    const other = measured('o.json', 'knn', [knnRow(64, 0.99, { model: 'O' })], {
      inputs: [input('database', 'z', ROWS)],
    })
    const where = [{ key: 'model', value: 'MRL' }]
    const { rows } = advise([KNN, other], request({}, { where }))
    expect(rows).toHaveLength(5)
    expect(rows.find(({ reference }) => reference)).toMatchObject({ model: 'MRL', dim: 64, fits: true })
    const few = (shots: number, dim: number) =>
      knnRow(dim, dim / 100 + shots / 10, {
        shots,
        metrics: { accuracy: { value: dim / 100 + shots / 10, ci95: null, unit: 'fraction' } },
      })
    const drawn = measured('f.json', 'few-shot', [few(1, 8), few(1, 64), few(5, 8), few(5, 64)])
    const one = advise([drawn], request({}, { where: [{ key: 'shots', value: '1' }] })).rows
    expect(one.map(({ shots, dim, fits }) => [shots, dim, fits])).toEqual([
      [1, 8, true],
      [1, 64, true],
    ])
  })

  test('that is not the full width is said', () => {
    const { warnings } = advise([measured('k.json', 'knn', [knnRow(32, 0.8)])], request())
    expect(warnings).toMatchObject([
      { code: 'reference-not-full', message: expect.stringMatching(/beside 32 dims of MRL; all 64 were/) },
    ])
  })
})

describe('where nothing fits', () => {
  test('it says so, and what to measure', () => {
    const { rows, warnings } = advise([KNN], request({ memory: 24e6, maxLoss: 0.01 }, { vectors: 1e6 }))
    expect(rows.every(({ fits }) => !fits)).toBe(true)
    // 24 bytes a vector: 6 dims of float32, 24 of int8 (measured below: 16), 192 of binary (all 64)
    expect(warnings.slice(-2)).toEqual([
      { code: 'nothing-fits', message: 'none of the 5 settings that were measured fits into the budget' },
      {
        code: 'try-next',
        message:
          'measure what would fit: mrl-eval knn --model MRL=models/mrl.onnx --database database.arrow --queries queries.arrow --dims 6,64 --precision float32,binary',
      },
    ])
  })

  test('not even a bit a dim', () => {
    const { warnings } = advise([KNN], request({ memory: 1 }, { vectors: 1e6 }))
    expect(warnings.at(-1)!.message).toMatch(/not a bit a dim fits/)
  })
})

describe('results that cannot be ranked', () => {
  const changed = (changes: Parameters<typeof measured>[3]) => measured('other.json', 'knn', [knnRow(8, 0.5)], changes)

  test.each<[string, () => unknown, string, RegExp]>([
    [
      'of another database',
      () => advise([KNN, changed({ inputs: [input('database', 'e', 5)] })], request()),
      'not-comparable',
      /knn\.json and other\.json .* by knn@1: their database differ/,
    ],
    [
      'of another distance',
      () => advise([KNN, changed({ parameters: { distance: 'l2' } })], request()),
      'not-comparable',
      /their distance differ \(cosine and l2\)/,
    ],
    [
      'of lists with and without what is the query itself',
      () => {
        const parameters = (identicalIds: string) => ({ parameters: { relevance: 'qrels', identicalIds } })
        return advise([changed(parameters('dropped')), changed(parameters('kept'))], request())
      },
      'not-comparable',
      /their identicalIds differ \(dropped and kept\)/,
    ],
    [
      'of other draws',
      () => {
        const drawn = (seed: number) => ({
          path: `${seed}.json`,
          report: { ...changed({ parameters: { trials: 9, seed } }).report, command: 'few-shot' },
        })
        return advise([drawn(0), drawn(1)], request({}, { metric: 'knn@1' }))
      },
      'not-comparable',
      /0\.json and 1\.json .* their seed differ \(0 and 1\)/,
    ],
    [
      'by a metric that is not there',
      () => advise([KNN], request({}, { metric: 'knn@5' })),
      'no-such-metric',
      /no row of the results has the quality knn@5; they have knn@1/,
    ],
    [
      'by a metric that is no quality',
      () => advise([KNN], request({}, { metric: 'mflops' })),
      'no-such-metric',
      /mflops/,
    ],
    [
      'by one of several metrics',
      () =>
        advise(
          [
            KNN,
            measured('c.json', 'classify', [
              knnRow(8, 1, { metrics: { top1: { value: 1, ci95: null, unit: 'fraction' } } }),
            ]),
          ],
          request(),
        ),
      'metric-needed',
      /knn@1 or top1/,
    ],
    [
      'of several shots',
      () =>
        advise(
          [
            measured(
              'f.json',
              'few-shot',
              [1, 5].map((shots) =>
                knnRow(8, 1, { shots, metrics: { accuracy: { value: 1, ci95: null, unit: 'fraction' } } }),
              ),
            ),
          ],
          request(),
        ),
      'several-sets',
      /several shots \(1, 5\)/,
    ],
    [
      'by a latency that nobody measured',
      () => advise([KNN], request({}, { cheapest: 'latency' })),
      'cheapest-unknown',
      /--cheapest latency: the latency of none of these 5 settings is known/,
    ],
    ['without vectors', () => advise([KNN], request({}, { vectors: null })), 'missing-flag', /--vectors is missing/],
    ['with a recall that nobody measured', () => advise([KNN], request({ recall: 0.9 })), 'budget-unused', /--recall/],
    ['surely below nothing', () => advise([KNN], request({ sure: true })), 'sure-alone', /--sure/],
    [
      'by a key that is not there',
      () => advise([KNN], request({}, { where: [{ key: 'modle', value: 'MRL' }] })),
      'no-such-key',
      /have no key modle; they have model, dim/,
    ],
    [
      'by a value that is not there',
      () => advise([KNN], request({}, { where: [{ key: 'dim', value: '12' }] })),
      'no-such-rows',
      /no row has dim=12; dim is 8, 16, 32, 64/,
    ],
    ['of runs alone', () => advise([measured('x.json', 'retrieval', [])], request()), 'no-settings', /no setting/],
  ])('%s', (_, act, code, message) => {
    expect(codes(act)).toEqual({ code, exitCode: 2, message: expect.stringMatching(message) })
  })

  test('other seeds elsewhere are of intervals alone', () => {
    const seeded = (seed: number) => changed({ parameters: { seed } })
    expect(advise([seeded(0), seeded(1)], request()).rows).toHaveLength(1)
  })

  test('but rows that are asked for are', () => {
    const shots = [1, 5].map((count) =>
      knnRow(8, 1, { shots: count, metrics: { accuracy: { value: 1, ci95: null, unit: 'fraction' } } }),
    )
    const where = [{ key: 'shots', value: '5' }]
    expect(advise([measured('f.json', 'few-shot', shots)], request({}, { where })).rows).toHaveLength(1)
  })
})

describe('several reports of one file', () => {
  const top1 = { top1: { value: 0.9, ci95: null, unit: 'fraction' } } as const
  const classes = measured('all.json', 'classify', [knnRow(64, 0.9, { metrics: top1 })], {
    inputs: [{ ...input('model', 'f'), dim: 128 }],
  })
  const all = [classes, { ...KNN, path: 'all.json' }]

  test('are told apart: those with the metric are advised on', () => {
    const { rows, warnings } = advise(all, request({ memory: 24e6 }, { vectors: 1e6, metric: 'knn@1' }))
    expect(rows).toHaveLength(5)
    expect(warnings.map(({ code }) => code)).not.toContain('reference-not-full') // 64 dims, not the 128 of the other report
    expect(warnings.at(-1)!.message).toMatch(/mrl-eval knn --model MRL=models\/mrl\.onnx --database/)
  })

  test('with the metric must go together all the same', () => {
    const other = measured('all.json', 'knn', [knnRow(8, 0.5)], { parameters: { distance: 'l2' } })
    expect(codes(() => advise([KNN, { ...KNN, path: 'all.json' }, other], request()))).toMatchObject({
      message: expect.stringMatching(/^knn\.json and all\.json cannot/),
    })
    expect(codes(() => advise([all[1]!, other], request()))).toMatchObject({
      code: 'not-comparable',
      message: expect.stringMatching(/^two reports of all\.json cannot .* their distance differ/),
    })
  })
})

describe('latencies of several machines', () => {
  const time = { p50: 3, p95: 3, p99: 3, samples: 9, parts: { shortlist: 3, gather: 0, rerank: 0 }, copy: null }
  const row = (shortlist: number, timed: boolean) =>
    retrievalRow({ index: EXACT, shortlist, size: 20, stages: [] }, shortlist / 100, 1, {
      time: timed ? { ...time, queriesPerSecond: 1 } : null,
    })
  const on = (path: string, cpu: string, dim: number, timed = true) => {
    const { report } = measured(path, 'retrieval', [row(dim, timed)])
    return { path, report: { ...report, environment: { cpu, threads: 2, device: 'cpu' } } as Report }
  }

  test('decide nothing, and are told of', () => {
    const two = [on('a.json', 'Xeon', 8), on('b.json', 'Epyc', 64)]
    const { environment, warnings } = advise(two, request())
    expect(environment).toMatchObject({ cpu: 'Epyc' }) // of the reference
    expect(warnings).toEqual([
      {
        code: 'several-machines',
        message:
          'latencies are of several machines, and cannot be compared: Xeon, 2 threads, cpu (a.json); Epyc, 2 threads, cpu (b.json)',
      },
    ])
    for (const [budget, changes] of [
      [{ latency: 5 }, {}],
      [{}, { cheapest: 'latency' }],
    ] as const)
      expect(codes(() => advise(two, request(budget, changes)))).toMatchObject({
        code: 'not-comparable',
        exitCode: 2,
        message: expect.stringMatching(/^--(max-latency|cheapest latency) cannot be held against latencies of several/),
      })
  })

  test('are not where one machine has them all', () => {
    const two = [on('a.json', 'Xeon', 8), on('b.json', 'Epyc', 64, false)]
    const { environment, warnings } = advise(two, request({ latency: 5 }))
    expect([environment.cpu, warnings]).toEqual(['Xeon', []])
    expect(advise([on('c.json', 'Xeon', 64), two[0]!], request()).warnings).toEqual([])
  })
})

test('what two files say alike is there once', () => {
  const { rows } = advise([KNN, { ...KNN, path: 'again.json' }], request())
  expect(rows).toHaveLength(5)
  expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['knn.json']))
})

describe('for any results', () => {
  const anyReport = fc
    .array(
      fc.record({
        dim: fc.constantFrom(8, 16, 32),
        value: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        precision: fc.constantFrom(undefined, 'int8', 'binary'),
      }),
      { maxLength: 8 },
    )
    .map((rows) =>
      measured('k.json', 'knn', [
        knnRow(64, 0.8),
        ...rows.map(({ dim, value, precision }) => knnRow(dim, value, precision === undefined ? {} : { precision })),
      ]),
    )
  const cost = ([first]: Report['rows']) => first!.metrics.memoryBytes!.value!

  test('a larger budget never gives a dearer answer, or none where there was one', () => {
    fc.assert(
      fc.property(
        anyReport,
        fc.nat(300_000),
        fc.nat(300_000),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (report, a, b, lossA, lossB) => {
          const answer = (memory: number, maxLoss: number) =>
            advise([report], request({ memory: memory + 1, maxLoss })).rows
          const [small, large] = [
            answer(Math.min(a, b), Math.min(lossA, lossB)),
            answer(Math.max(a, b), Math.max(lossA, lossB)),
          ] as [AdviceRow[], AdviceRow[]]
          if (!small[0]!.fits) return
          expect(large[0]!.fits).toBe(true)
          expect(cost(large)).toBeLessThanOrEqual(cost(small))
        },
      ),
    )
  })

  test('every row fits, or says why not, and none is lost', () => {
    fc.assert(
      fc.property(anyReport, fc.nat(300_000), (report, memory) => {
        const { rows } = advise([report], request({ memory: memory + 1, maxLoss: 0.05 }))
        for (const { fits, reasons } of rows) expect(fits).toBe(reasons.length === 0)
        const kinds = new Set(report.report.rows.map((row) => JSON.stringify(row)))
        expect(rows).toHaveLength(kinds.size)
        const order = rows.map(({ fits, metrics }) => [fits ? 0 : 1, metrics.memoryBytes!.value!])
        expect(order).toEqual(order.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!))
      }),
    )
  })
})
