import { describe, expect, test } from 'vitest'
import { loadLogits, loadPredictions, predictionsOf } from '../../src/evaluate/predictions.js'
import { seeded } from '../../src/math/random.js'
import { type ConfidenceKind, softmaxScores } from '../../src/math/softmax.js'
import { type EmbeddingTable, type EncodedBatch, type HeadScores, UNKNOWN } from '../../src/types.js'

const DIMS = [8, 16]
const CLASSES = 3
const ROOM = 2 ** 20

/** Logits of a row, head after head. */
type Row = readonly (readonly number[])[]

function scoresOf(rows: readonly Row[], labels: readonly number[], kept: boolean): HeadScores {
  const scores = rows.flatMap((row, i) => row.map((logits) => softmaxScores(Float32Array.from(logits), labels[i]!)))
  return {
    classes: Int32Array.from(scores, ({ predicted }) => predicted),
    confidence: Float32Array.from(scores, ({ confidence }) => confidence),
    rank: Int32Array.from(scores, ({ rank }) => rank),
    loss: Float32Array.from(scores, ({ loss }) => loss),
    logits: kept ? Float32Array.from(rows.flat(2)) : null,
  }
}

/** A table with heads at 8 and 16, in batches of two rows. */
function tableOf(rows: readonly Row[], labels: readonly number[], kept = true): EmbeddingTable {
  return {
    path: 'h.arrow',
    name: 'h',
    rows: rows.length,
    width: 0,
    dims: null,
    headDims: DIMS,
    logits: kept ? CLASSES : 0,
    labelled: labels.some((label) => label !== UNKNOWN),
    classes: null,
    provenance: null,
    async *batches() {
      for (let start = 0; start < rows.length; start += 2) {
        const own = labels.slice(start, start + 2)
        const batch: EncodedBatch = {
          start,
          rows: own.length,
          ids: own.map((_, i) => `${start + i}`),
          labels: Int32Array.from(own),
          vectors: null,
          heads: scoresOf(rows.slice(start, start + 2), own, kept),
        }
        yield batch
      }
    },
  }
}

const ROWS: readonly Row[] = [
  [
    [3, 1, 0],
    [0, 1, 0],
  ],
  [
    [0, 0, 9],
    [0, 9, 0],
  ],
  [
    [1, 1, 0],
    [0, 2, 2],
  ], // ties go to the lower class
  [
    [0, 5, 0],
    [5, 0, 0],
  ],
  [
    [0, 0, 1],
    [4, 0, 4],
  ],
]
const LABELS = [0, UNKNOWN, 1, 0, UNKNOWN]

describe('loadPredictions', () => {
  test('rows of known class, in order, closing the gaps', async () => {
    const { predictions, unknown } = await loadPredictions(tableOf(ROWS, LABELS))
    expect(unknown).toBe(2)
    expect(predictions).toMatchObject({ dims: DIMS, rows: 3 })
    expect([...predictions.labels]).toEqual([0, 1, 0])
    expect([...predictions.classes]).toEqual([0, 1, 0, 1, 1, 0])
    // Row 0 at 8: 1/(1 + e⁻² + e⁻³) = 1/1.185122; at 16: e/(e + 2)
    expect(predictions.confidence[0]).toBeCloseTo(0.843795, 6)
    expect(predictions.confidence[1]).toBeCloseTo(Math.E / (Math.E + 2), 6)
    expect(predictions.confidence.length).toBe(6)
  })

  test('needs no logits', async () => {
    const kept = await loadPredictions(tableOf(ROWS, LABELS))
    expect(await loadPredictions(tableOf(ROWS, LABELS, false))).toEqual(kept)
  })
})

describe('loadLogits', () => {
  test('rows of known class, head after head', async () => {
    const { logits, unknown } = await loadLogits(tableOf(ROWS, LABELS), ROOM)
    expect(unknown).toBe(2)
    expect(logits).toMatchObject({ dims: DIMS, rows: 3, classes: CLASSES })
    expect([...logits.labels]).toEqual([0, 1, 0])
    expect([...logits.values]).toEqual([ROWS[0], ROWS[2], ROWS[3]].flat(2))
  })

  test('takes as much memory as it is given: 5 rows × 2 heads × 3 classes × 4 bytes = 120', async () => {
    expect((await loadLogits(tableOf(ROWS, LABELS), 120)).logits.rows).toBe(3)
    await expect(loadLogits(tableOf(ROWS, LABELS), 119)).rejects.toMatchObject({ code: 'logits-memory', exitCode: 3 })
  })

  test('what no array can hold is refused, whatever the memory', async () => {
    const huge = { ...tableOf(ROWS, LABELS), rows: 50_000_000, logits: 1000 }
    await expect(loadLogits(huge, Number.POSITIVE_INFINITY)).rejects.toThrow(
      'h.arrow: the logits of 50000000 rows (2 heads of 1000 classes) need 372.5 GiB of memory; 16.0 GiB may be used',
    )
  })

  test('none kept', async () => {
    await expect(loadLogits(tableOf(ROWS, LABELS, false), ROOM)).rejects.toMatchObject({
      code: 'no-logits',
      exitCode: 3,
      suggestions: ['embed with --logits, or give --model and the dataset'],
    })
  })
})

describe.each<[string, (table: EmbeddingTable) => Promise<unknown>]>([
  ['loadPredictions', loadPredictions],
  ['loadLogits', (table) => loadLogits(table, ROOM)],
])('%s refuses', (_, load) => {
  test('a table without heads', async () => {
    const headless = { ...tableOf(ROWS, LABELS), headDims: [], logits: 0 }
    await expect(load(headless)).rejects.toMatchObject({ code: 'no-heads', exitCode: 3 })
  })

  test('a table without labels, or without rows', async () => {
    const unlabelled = ROWS.map(() => UNKNOWN)
    await expect(load(tableOf(ROWS, unlabelled))).rejects.toMatchObject({ code: 'no-labels', exitCode: 3 })
    await expect(load(tableOf([], []))).rejects.toMatchObject({ code: 'no-labels', exitCode: 3 })
  })
})

describe('predictionsOf', () => {
  const load = async (rows = ROWS, labels = LABELS) => (await loadLogits(tableOf(rows, labels), ROOM)).logits

  test('with softmax and no temperatures: what the head columns say, to the last bit', async () => {
    const random = seeded(4)
    const rows = Array.from({ length: 40 }, () =>
      DIMS.map(() => Array.from({ length: CLASSES }, () => Math.round(4 * random.gaussian()) / 2)),
    )
    const labels = rows.map(() => random.below(CLASSES + 1) - 1)
    const own = predictionsOf(await load(rows, labels), { confidence: 'softmax', temperatures: null })
    expect(own).toEqual((await loadPredictions(tableOf(rows, labels))).predictions)
  })

  test('each head by its own temperature, which changes no class', async () => {
    const logits = await load()
    const plain = predictionsOf(logits, { confidence: 'softmax', temperatures: null })
    const scaled = predictionsOf(logits, { confidence: 'softmax', temperatures: [1, 2] })
    expect(scaled.classes).toEqual(plain.classes)
    for (const row of [0, 1, 2]) expect(scaled.confidence[2 * row]).toBe(plain.confidence[2 * row])
    // Row 0 at 16: e^½/(e^½ + 2) = 1.648721/3.648721
    expect(scaled.confidence[1]).toBeCloseTo(0.451863, 6)
  })

  test.each<[ConfidenceKind, number]>([
    // Row 0 at 8, logits 3, 1, 0: softmax values 0.843795, 0.114195, 0.042010
    ['margin', 0.7296], // 0.843795 − 0.114195
    ['entropy', 0.522792], // −p ln p: 0.143315 + 0.247786 + 0.133165 = 0.524267; 1 − 0.524267/1.098612
  ])('%s', async (confidence, expected) => {
    const own = predictionsOf(await load(), { confidence, temperatures: null })
    expect(own.confidence[0]).toBeCloseTo(expected, 5)
  })
})
