/** The GPU gives what the CPU gives, ties aside, on real models and images; a software driver counts as a GPU. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { expect, test } from 'vitest'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { nestedSearch } from '../../src/search/nested.js'
import type { Device, EncodedBatch } from '../../src/types.js'
import { temporaryFolder } from '../data/temporary.js'
import { program } from './run.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const doctor = spawnSync(process.execPath, [`${root}bin/run.js`, 'doctor', '--json'], { encoding: 'utf8' })
const { devices } = JSON.parse(doctor.stdout) as { devices: { name: string; ok: boolean; detail: string }[] }
const webgpu = devices.find(({ name }) => name === 'webgpu')!
const inCI = Boolean(process.env.CI) && process.env.CI !== 'false'

test.skipIf(!inCI)('continuous integration has a WebGPU driver', () => {
  expect(webgpu.ok, webgpu.detail).toBe(true)
})

const why = webgpu.ok ? '' : ` (skipped: WebGPU does not start here: ${webgpu.detail})`

test.skipIf(!webgpu.ok)(`top-1 and neighbors are those of the CPU, ties aside${why}`, async () => {
  const { run } = program()
  const folder = temporaryFolder()
  const ROWS = 96
  const images = tableFromIPC(readFileSync(`${root}fixtures/icons/queries.arrow`)).slice(0, ROWS)
  writeFileSync(`${folder}/images.arrow`, tableToIPC(images, 'file'))

  const embedded = async (device: Device): Promise<EncodedBatch> => {
    const output = `${folder}/${device}.arrow`
    const args = ['embed', '--model', `${root}fixtures/models/mrl.onnx`, '--data', `${folder}/images.arrow`]
    const { code, stderr } = await run([...args, '--output', output, '--device', device, '--no-progress'])
    expect(code, stderr).toBe(0)
    for await (const batch of (await openEmbeddings(output)).batches()) return structuredClone(batch) // which lasts
    throw new Error(`${output} has no rows`)
  }
  const [cpu, gpu] = [await embedded('cpu'), await embedded('webgpu')]
  const width = cpu.vectors!.length / ROWS
  const largest = cpu.vectors!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const furthest = cpu.vectors!.reduce((most, value, i) => Math.max(most, Math.abs(value - gpu.vectors![i]!)), 0)
  expect(furthest / largest).toBeLessThan(1e-3)
  const apart = cpu.heads!.classes.filter(
    (label, i) =>
      label !== gpu.heads!.classes[i] && Math.abs(cpu.heads!.confidence[i]! - gpu.heads!.confidence[i]!) > 1e-3,
  )
  expect([...apart]).toEqual([])

  const dims = [8, 64, 512, width]
  const search = async (device: Device) =>
    nestedSearch({
      database: once({ rows: ROWS, width, values: cpu.vectors! }),
      rows: ROWS,
      queries: { rows: ROWS, width, values: cpu.vectors! },
      dims,
      distance: 'cosine',
      k: 5,
      session: { device, threads: 1 },
      progress: { start() {}, advance() {}, stop() {} },
      signal: new AbortController().signal,
    })
  const [here, there] = [await search('cpu'), await search('webgpu')]
  const swapped = here.ids.filter((id, i) => id !== there.ids[i] && Math.abs(here.scores[i]! - there.scores[i]!) > 1e-5)
  expect([...swapped]).toEqual([])
  expect(here.ids.filter((id, i) => id === there.ids[i]).length / here.ids.length).toBeGreaterThan(0.99)
})

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value
}
