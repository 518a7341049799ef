import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { openEmbeddings } from '../../../src/data/embeddings/embeddings.js'
import { type Encode, writeEmbeddings } from '../../../src/data/embeddings/write-embeddings.js'
import { dataError } from '../../../src/errors.js'
import type { EncodedBatch, Provenance } from '../../../src/types.js'
import { collect, userError } from '../collect.js'
import { temporaryFolder } from '../temporary.js'

const root = temporaryFolder()
let folder = ''
let path = ''
let count = 0
beforeEach(() => {
  folder = join(root, String(count++))
  path = join(folder, 'out.arrow')
})

const BATCH = 256 // a record batch holds four
const RECORD = 1024
const ROWS = 4 * RECORD + 300
const WIDTH = 3

const provenance: Provenance = {
  format: 1,
  tool: '1.2.3',
  onnxruntime: '4.5.6',
  device: 'cpu',
  batch: BATCH,
  model: {
    name: 'model',
    sha256: 'ab',
    dims: [1, 3],
    headDims: [1, 3],
    outputs: ['embedding', 'logits_1', 'logits_3'],
    preprocessing: 'none',
  },
  data: { name: 'data', sha256: 'cd', rows: ROWS, columns: { tensor: 'x' } },
  width: WIDTH,
  classes: ['a', 'b'],
}

/** Rows that say their number everywhere. */
const encode: Encode = async function* (from) {
  for (let start = from; start < ROWS; start += BATCH) {
    const rows = Math.min(BATCH, ROWS - start)
    yield batch(start, rows)
  }
}

function batch(start: number, rows: number): EncodedBatch {
  const numbers = Array.from({ length: rows }, (_, i) => start + i)
  const twice = numbers.flatMap((i) => [i, i + 0.5])
  return {
    start,
    rows,
    ids: numbers.map((i) => `row ${i}`),
    labels: Int32Array.from(numbers, (i) => (i % 3) - 1),
    vectors: Float32Array.from(numbers.flatMap((i) => [i, -i, i / 8])),
    heads: {
      classes: Int32Array.from(numbers.flatMap((i) => [i % 2, 1])),
      confidence: Float32Array.from(twice),
      rank: Int32Array.from(numbers.flatMap((i) => [1, i])),
      loss: Float32Array.from(numbers.flatMap((i) => [Number.NaN, i])),
      logits: null,
    },
  }
}

const never = () => false
const write = (stop: () => boolean = never, what: Provenance = provenance, rows: Encode = encode) =>
  writeEmbeddings(path, what, rows, stop)

/** True from the nth question on. */
function stopAt(questions: number): () => boolean {
  let asked = 0
  return () => ++asked >= questions
}

test('what is written can be read', async () => {
  expect(await write()).toEqual({ resumedRows: 0, finished: true })
  const table = await openEmbeddings(path)
  expect(table).toMatchObject({ rows: ROWS, width: WIDTH, dims: [1, 3], headDims: [1, 3], name: 'model' })
  expect(table.provenance).toEqual(provenance)
  for (const found of await collect(table.batches())) expect(found).toEqual(batch(found.start, found.rows))
  expect(readdirSync(folder)).toEqual(['out.arrow'])
})

test('embeddings without heads, and heads without embeddings', async () => {
  const bare = { ...provenance, model: { ...provenance.model, headDims: [] } }
  await write(never, bare)
  expect((await collect((await openEmbeddings(path)).batches()))[0]!.heads).toBeNull()
  await write(never, { ...provenance, width: 0 })
  const table = await openEmbeddings(path)
  expect([table.width, table.headDims]).toEqual([0, [1, 3]])
  expect((await collect(table.batches()))[1]!.heads).toEqual(batch(RECORD, RECORD).heads)
})

describe('an interrupted run', () => {
  test.each([1, 3, 4, 5, 8, 13, 16])('stopped at question %i ends with the same bytes', async (questions) => {
    await write()
    const whole = readFileSync(path)
    path = join(folder, 'again.arrow')
    const first = await write(stopAt(questions))
    expect(first.finished).toBe(false)
    expect(existsSync(path)).toBe(false)
    const second = await write()
    expect(second.finished).toBe(true)
    expect(second.resumedRows).toBe(Math.floor(questions / 4) * RECORD)
    expect(readFileSync(path).equals(whole)).toBe(true)
    expect(readdirSync(folder).sort()).toEqual(['again.arrow', 'out.arrow'])
  })

  test('stopped again and again', async () => {
    await write()
    const whole = readFileSync(path)
    path = join(folder, 'again.arrow')
    const resumed: number[] = []
    for (;;) {
      const { finished, resumedRows } = await write(stopAt(5))
      resumed.push(resumedRows)
      if (finished) break
    }
    expect(resumed).toEqual([0, 1, 2, 3, 4].map((records) => records * RECORD))
    expect(readFileSync(path).equals(whole)).toBe(true)
  })

  test('that died in the middle of a record batch', async () => {
    await write()
    const whole = readFileSync(path)
    for (const length of [0, 7, 100, 1500, 40_000, whole.length >> 1, whole.length - 200, whole.length - 1]) {
      path = join(folder, `cut-${length}.arrow`)
      writeFileSync(`${path}.4194305.partial`, whole.subarray(0, length)) // above the largest process id
      expect((await write()).finished).toBe(true)
      expect(readFileSync(path).equals(whole), `cut at ${length}`).toBe(true)
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  test('of a living process is left alone', async () => {
    await write(stopAt(4))
    const [partial] = readdirSync(folder)
    const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    try {
      const living = `${path}.${sleeper.pid}.partial`
      writeFileSync(living, readFileSync(join(folder, partial!)))
      const { resumedRows } = await write()
      expect(resumedRows).toBe(RECORD) // its own
      expect(existsSync(living)).toBe(true)
    } finally {
      sleeper.kill()
      await once(sleeper, 'exit')
    }
  })

  test('the longest of several is taken, the others go', async () => {
    await write()
    const whole = readFileSync(path)
    path = join(folder, 'again.arrow')
    for (const [i, share] of [0.3, 0.8, 0.5].entries())
      writeFileSync(`${path}.${4194305 + i}.partial`, whole.subarray(0, Math.floor(whole.length * share)))
    expect((await write()).resumedRows).toBe(3 * RECORD)
    expect(readdirSync(folder).sort()).toEqual(['again.arrow', 'out.arrow'])
  })

  test.each<[string, Provenance]>([
    ['another model', { ...provenance, model: { ...provenance.model, sha256: 'ff' } }],
    ['another output', { ...provenance, model: { ...provenance.model, outputs: ['other', 'logits_1', 'logits_3'] } }],
    ['other data', { ...provenance, data: { ...provenance.data, sha256: 'ff' } }],
    ['another batch size', { ...provenance, batch: 128 }],
  ])('of %s is thrown away', async (_, other) => {
    await write(stopAt(8), other)
    const { resumedRows, finished } = await write()
    expect([resumedRows, finished]).toEqual([0, true])
    expect(readdirSync(folder)).toEqual(['out.arrow'])
  })

  test('foreign files of similar names stay', async () => {
    mkdirSync(folder, { recursive: true })
    for (const name of ['out.arrow.notes', 'out.arrow.bak.partial', 'other.arrow.4194305.partial'])
      writeFileSync(join(folder, name), 'mine')
    await write()
    expect(readdirSync(folder).length).toBe(4)
  })
})

describe('a run that fails', () => {
  const failing = (at: number, error: Error): Encode =>
    async function* (from) {
      for await (const rows of encode(from)) {
        if (rows.start >= at) {
          await setTimeout(50) // what was written before is on the disk
          throw error
        }
        yield rows
      }
    }

  test('at a bad row leaves nothing behind', async () => {
    const error = dataError('bad-row', 'row 2000 is bad')
    expect(await userError(write(never, provenance, failing(2048, error)))).toBe(error)
    expect(readdirSync(folder)).toEqual([])
  })

  test('keeps an older finished file', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, 'older')
    await userError(write(never, provenance, failing(0, dataError('bad-row', 'row 0 is bad'))))
    expect(readFileSync(path, 'utf8')).toBe('older')
  })

  test('with a full disk keeps whole record batches and says so', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    const error = await userError(write(never, provenance, failing(4 * RECORD, full)))
    expect(error).toMatchObject({ code: 'write-failed', exitCode: 3 })
    expect(error.message).toContain('the disk is full')
    expect(existsSync(path)).toBe(false)
    const kept = Number(/(\d+) of 4396 rows are kept/.exec(error.message)?.[1])
    expect(kept % RECORD).toBe(0)
    expect(kept).toBeGreaterThanOrEqual(2 * RECORD) // the last ones may not have reached the disk
    expect((await write()).resumedRows).toBe(kept)
  })

  test('in a place where no folder can be', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'file'), '')
    path = join(folder, 'file', 'below', 'out.arrow')
    expect(await userError(write())).toMatchObject({ code: 'write-failed', exitCode: 3 })
  })

  test('whose name is too long for its partial file', async () => {
    path = join(folder, `${'x'.repeat(249)}.arrow`)
    expect(await userError(write())).toMatchObject({ code: 'write-failed', exitCode: 3 })
    expect(readdirSync(folder)).toEqual([])
  })

  test('because the target is a folder', async () => {
    mkdirSync(path, { recursive: true })
    expect(await userError(write())).toMatchObject({ code: 'write-failed', exitCode: 3 })
    expect(readdirSync(path)).toEqual([])
  })
})
