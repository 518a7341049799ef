/**
 * Time of the exact search by tile shape, which is what the numbers in src/search/scan.ts (tileShape) come from.
 *
 *     npm run build
 *     node benchmarks/tiles.mjs [--k 10] [--width 2048] [--rows 16384] [--queries 2048] [--rounds 5] [--threads 2]
 *
 * Every shape does the same work: all queries against all rows at the doublings from 8 to the width, by cosine, with
 * the lists of the tiles merged. Packing is left out; it is the same for all shapes.
 */
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { Tensor } from 'onnxruntime-node'
import { packSlice, slicesOf } from '../dist/math/prefix.js'
import { emptyNeighbors, mergeTopK } from '../dist/math/top-k.js'
import { openSession } from '../dist/onnx/session.js'
import { nameOf, nestedGraph } from '../dist/search/nested-graph.js'

const QUERY_SIZES = [128, 256, 512, 1024, 2048]
const ROW_SIZES = [1024, 2048, 4096, 8192, 16_384, 32_768]

const { values: flags } = parseArgs({
  options: {
    k: { type: 'string', default: '10' },
    width: { type: 'string', default: '2048' },
    rows: { type: 'string', default: '16384' },
    queries: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
})
const [k, width, rows, queries, rounds, threads] = ['k', 'width', 'rows', 'queries', 'rounds', 'threads'].map((name) =>
  Number(flags[name]),
)
const dims = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096].filter((dim) => dim <= width)

/** Seeded values in [−1, 1). */
function randomVectors(count, seed) {
  let state = seed
  const values = new Float32Array(count * width)
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    values[i] = state / 2 ** 31 - 1
  }
  return { rows: count, width, values }
}

/** The rows cut into blocks of packed slices. */
function pack(vectors, size, name) {
  const blocks = []
  for (let start = 0; start < vectors.rows; start += size) {
    const count = Math.min(size, vectors.rows - start)
    const feeds = slicesOf(dims).map((slice, s) => {
      const stride = slice.to - slice.from
      const packed = new Float32Array(count * stride)
      packSlice(vectors, start, count, slice, 1, packed, stride)
      return [name(s), new Tensor('float32', packed, [count, stride])]
    })
    blocks.push({ start, count, feeds: Object.fromEntries(feeds) })
  }
  return blocks
}

/** Seconds for all queries against all rows in tiles of this shape. */
async function measure(session, blocks, tiles) {
  const neighbors = emptyNeighbors(dims, queries, k)
  const began = performance.now()
  let merging = 0
  for (const tile of tiles) {
    const ones = new Tensor('float32', new Float32Array(tile.count).fill(1), [1, tile.count])
    const norms = Object.fromEntries(dims.map((_, s) => [nameOf.inverseNorm(s), ones]))
    for (const block of blocks) {
      const results = await session.run({ ...block.feeds, ...tile.feeds, ...norms })
      const mergeBegan = performance.now()
      for (const s of dims.keys()) {
        const [scores, indices] = [results[nameOf.scores(s)].data, results[nameOf.indices(s)].data]
        const ids = (row, r) => tile.start + Number(indices[row * k + r])
        mergeTopK(neighbors, s, block.start, block.count, { ids, scores, width: k }, 1)
      }
      merging += performance.now() - mergeBegan
    }
  }
  return { seconds: (performance.now() - began) / 1000, merging: merging / 1000 }
}

console.log(`${queries} queries × ${rows} rows × ${width}, k = ${k}, ${threads} threads, ${cpus()[0].model}`)
console.log('seconds (of which merging), the best of', rounds, 'rounds through all shapes')
const session = await openSession(nestedGraph(dims, 'cosine', k), { device: 'cpu', threads })
const [database, asked] = [randomVectors(rows, 1), randomVectors(queries, 2)]
const table = {}
const best = new Map()
for (let round = 0; round < rounds; round++) {
  for (const rowSize of ROW_SIZES.filter((size) => size <= rows)) {
    const tiles = pack(database, rowSize, nameOf.database)
    for (const querySize of QUERY_SIZES.filter((size) => size <= queries)) {
      const run = await measure(session, pack(asked, querySize, nameOf.query), tiles)
      const shape = `${rowSize} × ${querySize}`
      if (run.seconds >= (best.get(shape)?.seconds ?? Infinity)) continue
      best.set(shape, run)
      table[`${rowSize} rows`] ??= {}
      table[`${rowSize} rows`][`${querySize} queries`] = `${run.seconds.toFixed(2)} (${run.merging.toFixed(2)})`
    }
  }
}
console.table(table)
await session.release()
