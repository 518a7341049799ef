/** Vectors as raw little-endian float32 files, which Node and NumPy read alike. */
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { openEmbeddings } from '../../dist/data/embeddings/embeddings.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The fixtures' drawings through the MRL model: 8,192 rows and 3,072 queries × 2,048. */
export async function demoFiles(folder) {
  const [database, queries] = [await embed(folder, 'database'), await embed(folder, 'queries')]
  return {
    database: database.path,
    queryFile: queries.path,
    rows: database.rows,
    queries: queries.rows,
    width: 2048,
  }
}

async function embed(folder, name) {
  const arrow = join(folder, `${name}.arrow`)
  const inputs = ['--model', `${ROOT}fixtures/models/mrl.onnx`, '--data', `${ROOT}fixtures/icons/${name}.arrow`]
  const args = [`${ROOT}bin/run.js`, 'embed', '--quiet', ...inputs, '--output', arrow]
  execFileSync(process.execPath, args, { env: { ...process.env, XDG_CACHE_HOME: folder }, stdio: 'ignore' })
  const table = await openEmbeddings(arrow)
  const path = join(folder, `${name}.f32`)
  await write(path, table.batches(), ({ vectors }) => vectors)
  return { path, rows: table.rows }
}

/** 60,000 rows and 2,000 queries × 2,048, values uniform in [−1, 1). */
export async function syntheticFiles(folder) {
  const [database, queryFile] = [join(folder, 'database.f32'), join(folder, 'queries.f32')]
  await write(database, randomBatches(60, 1), (batch) => batch)
  await write(queryFile, randomBatches(2, 2), (batch) => batch)
  return { database, queryFile, rows: 60_000, queries: 2000, width: 2048 }
}

function* randomBatches(thousands, seed) {
  let state = seed
  for (let batch = 0; batch < thousands; batch++) {
    const values = new Float32Array(1000 * 2048)
    for (let i = 0; i < values.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      values[i] = state / 2 ** 31 - 1
    }
    yield values
  }
}

async function write(path, batches, valuesOf) {
  const stream = createWriteStream(path)
  for await (const batch of batches) {
    const values = valuesOf(batch)
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    await new Promise((done, failed) => stream.write(bytes, (error) => (error ? failed(error) : done())))
  }
  stream.end()
  await finished(stream)
}

/** The rows of a file in batches, as nestedSearch takes them. */
export async function* readVectors(path, width, batch = 1024) {
  const file = await open(path)
  try {
    for (;;) {
      const values = new Float32Array(batch * width)
      const { bytesRead } = await file.read(new Uint8Array(values.buffer))
      if (bytesRead === 0) return
      const rows = bytesRead / 4 / width
      yield { rows, width, values: values.subarray(0, rows * width) }
    }
  } finally {
    await file.close()
  }
}
