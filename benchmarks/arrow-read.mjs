/**
 * How fast embeddings are read from Arrow, beside reading the raw bytes, and in how much memory.
 *
 *     npm run build
 *     node benchmarks/arrow-read.mjs [--mib 1024] [--width 1024] [--rows 8192] [--rounds 5] [--folder /tmp]
 *
 * Writes random float32 rows as a file, as LZ4 and as Zstandard (those two with Python's pyarrow, by --python, where there
 * is one), and reads each: raw, in positional reads of 8 MiB; as record batches (openRows), in memory of their own; and as
 * every command does, through openEmbeddings, with each value checked, in memory that batches take turns in. All from the page
 * cache. Each reading is a process of its own; the three take turns, and the clock starts after imports.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
} from 'apache-arrow'

const MIB = 2 ** 20
const SCRIPT = fileURLToPath(import.meta.url)

const { values: flags } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    width: { type: 'string', default: '1024' },
    rows: { type: 'string', default: '8192' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    python: { type: 'string' },
    read: { type: 'string' }, // raw, batches, arrow or write: what a process of its own does
    path: { type: 'string' },
  },
})

const [mib, width, rows, rounds] = ['mib', 'width', 'rows', 'rounds'].map((name) => Number(flags[name]))
const batch = (rows * width * 4) / MIB

if (flags.read === undefined) compare()
else if (flags.read === 'write') await write(flags.path, Math.round(mib / batch))
else
  console.log(
    JSON.stringify(await timed({ raw: readRaw, batches: readBatches, arrow: readArrow }[flags.read], flags.path)),
  )

async function timed(read, path) {
  const module = {
    ...(await import('../dist/data/embeddings/embeddings.js')),
    ...(await import('../dist/data/formats/index.js')),
  }
  const before = process.memoryUsage().rss
  const start = performance.now()
  const bytes = await read(path, module)
  return { seconds: (performance.now() - start) / 1000, bytes, before, peak: process.resourceUsage().maxRSS * 1024 }
}

async function readRaw(path) {
  const handle = await open(path, 'r')
  const buffer = new Uint8Array(8 * MIB)
  let at = 0
  for (let read = -1; read !== 0; at += read) read = (await handle.read(buffer, 0, buffer.length, at)).bytesRead
  await handle.close()
  return at
}

/** Record batches with their columns as typed arrays, without looking at the values. */
async function readBatches(path, { openRows }) {
  const file = await openRows(path)
  let bytes = 0
  for (let i = 0; i < file.batchRows.length; i++)
    bytes += (await file.read(i)).data.children[0].children[0].values.byteLength
  await file.close()
  return bytes
}

/** @returns bytes of the vectors, so that nothing is left unread */
async function readArrow(path, { openEmbeddings }) {
  let bytes = 0
  for await (const batch of (await openEmbeddings(path)).batches()) bytes += batch.vectors.byteLength
  return bytes
}

/** Random values near those of embeddings, a record batch at a time. */
async function write(path, count) {
  const field = new Field('embedding', new FixedSizeList(width, new Field('item', new Float32(), false)), false)
  const schema = new Schema([field])
  const writer = new RecordBatchFileWriter()
  const handle = await open(path, 'w')
  const written = (async () => {
    for await (const chunk of writer) await handle.write(chunk)
  })()
  writer.reset(undefined, schema)
  let state = 1
  for (let i = 0; i < count; i++) {
    const values = new Float32Array(rows * width)
    for (let j = 0; j < values.length; j++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      values[j] = state / 2 ** 33
    }
    const child = makeData({ type: new Float32(), length: values.length, data: values })
    const list = makeData({ type: field.type, length: rows, child })
    writer.write(new RecordBatch(schema, makeData({ type: new Struct([field]), length: rows, children: [list] })))
    await new Promise((done) => setImmediate(done)) // so that batches are written while the next is made
  }
  writer.finish()
  await written
  await handle.close()
}

function compress(python, from, to, codec) {
  const script = `
import sys, pyarrow as pa
source, target, codec = sys.argv[1:]
with pa.memory_map(source) as f, pa.OSFile(target, "wb") as sink:
    reader = pa.ipc.open_file(f)
    with pa.ipc.new_file(sink, reader.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        for i in range(reader.num_record_batches):
            writer.write_batch(reader.get_batch(i))
`
  execFileSync(python, ['-c', script, from, to, codec], { stdio: 'inherit' })
}

function compare() {
  const folder = mkdtempSync(join(flags.folder, 'mrl-eval-arrow-read-'))
  try {
    const plain = join(folder, 'plain.arrow')
    const sizes = ['mib', 'width', 'rows'].flatMap((name) => [`--${name}`, flags[name]])
    execFileSync(process.execPath, [SCRIPT, '--read', 'write', '--path', plain, ...sizes])
    const files = { 'not compressed': plain }
    for (const codec of flags.python === undefined ? [] : ['lz4', 'zstd']) {
      files[codec] = join(folder, `${codec}.arrow`)
      compress(flags.python, plain, files[codec], codec)
    }
    console.log(`${width} wide, ${rows} rows (${batch} MiB) a record batch; medians of ${rounds} rounds (best)\n`)
    console.log(
      '| file | MiB on disk | raw bytes, MB/s | as batches, MB/s | of raw | as embeddings, MB/s | of raw | peak over batch, MB |',
    )
    console.log('|---|---|---|---|---|---|---|---|')
    for (const [name, path] of Object.entries(files)) report(name, path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(name, path) {
  const found = { raw: [], batches: [], arrow: [] }
  run('raw', path) // into the page cache
  for (let i = 0; i < rounds; i++) for (const read of ['raw', 'batches', 'arrow']) found[read].push(run(read, path))
  const speed = (read) => found[read].map(({ bytes, seconds }) => bytes / seconds / 1e6).sort((a, b) => a - b)
  const [raw, batches, arrow] = [speed('raw'), speed('batches'), speed('arrow')]
  const show = (sorted) => `${median(sorted).toFixed(0)} (${sorted.at(-1).toFixed(0)})`
  const peak = Math.max(...found.arrow.map(({ peak }) => peak)) / 1e6 - (batch * MIB) / 1e6
  const cells = [
    (statSync(path).size / MIB).toFixed(0),
    show(raw),
    show(batches),
    (median(batches) / median(raw)).toFixed(2),
    show(arrow),
    (median(arrow) / median(raw)).toFixed(2),
    peak.toFixed(0),
  ]
  console.log(`| ${[name, ...cells].join(' | ')} |`)
}

function run(read, path) {
  return JSON.parse(execFileSync(process.execPath, [SCRIPT, '--read', read, '--path', path], { encoding: 'utf8' }))
}

function median(sorted) {
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}
