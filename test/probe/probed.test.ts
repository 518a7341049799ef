import { expect, test } from 'vitest'
import { NEVER, probed, unfitted } from '../../src/probe/probed.js'
import { type EmbeddingTable, type EncodedBatch, UNKNOWN } from '../../src/types.js'

/** Rows (3, 4 | 12), (0, 2 | 0), (0, 0 | 0), (4, 3 | 0), one batch for each two. */
const ROWS = [
  { x: [3, 4, 12], label: 1 },
  { x: [0, 2, 0], label: 4 },
  { x: [0, 0, 0], label: 3 },
  { x: [4, 3, 0], label: UNKNOWN },
]
const table: EmbeddingTable = {
  path: 'x.arrow',
  name: 'x',
  rows: 4,
  width: 3,
  dims: [2, 3],
  headDims: [3], // a head of its own, which is replaced
  logits: 0,
  labelled: true,
  classes: null,
  provenance: null,
  async *batches() {
    for (const start of [0, 2]) {
      const own = ROWS.slice(start, start + 2)
      const labels = Int32Array.from(own, ({ label }) => label)
      const vectors = Float32Array.from(own.flatMap(({ x }) => x))
      yield { start, rows: 2, ids: ['a', 'b'], labels, vectors, heads: null }
    }
  },
}
/** Classes 1 and 4 of 5, on raw prefixes. */
const set = {
  present: Int32Array.of(1, 4),
  warnings: [],
  probes: [
    { dim: 2, weights: Float32Array.of(2, 0, 0, 2), bias: Float32Array.of(0, -1) },
    { dim: 3, weights: Float32Array.of(0, 0, 1, 1, 0, 0), bias: Float32Array.of(1, 0) },
  ].map((linear) => ({ ...linear, strength: 1, iterations: 1, converged: true, gradientNorm: 0 })),
}

async function batchesOf(applied: EmbeddingTable): Promise<EncodedBatch[]> {
  const batches: EncodedBatch[] = []
  for await (const batch of applied.batches()) batches.push(batch)
  return batches
}

test('what probes say stands where heads would', async () => {
  const applied = probed(table, set, 5, { device: 'cpu', threads: 1 })
  expect(applied).toMatchObject({ headDims: [2, 3], logits: 5, width: 3, rows: 4 })
  const [first, second] = await batchesOf(applied)
  expect(first!.vectors).toEqual(Float32Array.of(3, 4, 12, 0, 2, 0))
  const { logits, classes, rank, loss, confidence } = first!.heads!
  // row 0 at 2: class 1 has 2·3 = 6, class 4 2·4 − 1 = 7; at 3: 12 + 1 = 13 and 3
  const own = (at: number) => [logits![at + 1], logits![at + 4]]
  expect([own(0), own(5), own(10), own(15)]).toEqual([
    [6, 7],
    [13, 3],
    [0, 3], // row 1 = (0, 2): 0 and 2·2 − 1
    [1, 0],
  ])
  expect([...classes]).toEqual([4, 1, 4, 1])
  expect([...rank]).toEqual([2, 1, 1, 2])
  expect(loss[0]).toBeCloseTo(1 + Math.log1p(Math.exp(-1)), 5)
  expect(confidence[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 5)
  for (const absent of [0, 2, 3]) expect(logits![absent]).toBeCloseTo(7 - 104, 4)

  // a row of zeros has the intercepts alone; its class 3 was never seen. No label, no rank
  expect([...second!.heads!.classes]).toEqual([1, 1, 1, 4])
  expect([...second!.heads!.rank]).toEqual([NEVER, NEVER, 0, 0])
  expect([...second!.heads!.loss]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  expect(second!.labels).toEqual(Int32Array.of(3, UNKNOWN))
})

test('a table can be read twice, and left half-way', async () => {
  const applied = probed(table, set, 5, { device: 'cpu', threads: 1 })
  for await (const batch of applied.batches()) {
    expect(batch.start).toBe(0)
    break
  }
  expect((await batchesOf(applied)).length).toBe(2)
})

test('a table without a fitted probe answers nothing', async () => {
  const applied = unfitted(table)
  expect(applied).toMatchObject({ headDims: [3], logits: 0 })
  const [first, second] = await batchesOf(applied)
  expect(first!.heads).toMatchObject({
    rank: Int32Array.of(NEVER, NEVER),
    confidence: new Float32Array(2),
    logits: null,
  })
  expect(second!.heads!.rank).toEqual(Int32Array.of(NEVER, 0)) // the last one has no label
})
