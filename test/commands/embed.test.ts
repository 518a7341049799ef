import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openEmbeddings } from '../../src/data/embeddings/embeddings.js'
import { vectors, writeArrow } from '../data/arrow-file.js'
import { collect } from '../data/collect.js'
import { writeModel } from '../onnx/graphs.js'
import { imageModel } from '../onnx/image-graph.js'
import { slowModel } from '../onnx/slow.js'
import { type Document, expectPlain, finished, program } from './run.js'
import { QUERIES, world } from './world.js'

const { json, run, start } = program()
const { model, queries, path } = world()

test('rows, labels, ids and head scores', async () => {
  const output = path('out/embedded.arrow') // the folder is made
  const result = await json<{ output: object; provenance: object; timing: object }>([
    'embed',
    ...['--model', `M=${model}`, '--data', queries, '--output', output],
  ])
  expect(result.document.output).toMatchObject({ path: output, rows: 4, dim: 4, headDims: [2, 4] })
  expect(result.document.timing).toMatchObject({ resumedRows: 0 })
  const table = await openEmbeddings(output)
  expect(table).toMatchObject({ name: 'M', rows: 4, width: 4, dims: [2, 4], headDims: [2, 4] })
  const [batch] = await collect(table.batches())
  expect(batch!.ids).toEqual(['row 0', 'row 1', 'row 2', 'row 3'])
  expect([...batch!.labels]).toEqual([0, 0, 2, 2])
  expect([...batch!.vectors!]).toEqual([...Float32Array.from(QUERIES.flatMap(({ x }) => x))])
  expect([...batch!.heads!.classes]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]) // per row: at d = 2, at d = 4
  expect([...batch!.heads!.rank]).toEqual([1, 1, 2, 1, 3, 3, 3, 3])
})

test('says what it wrote; the same again gives the same bytes', async () => {
  const output = path('again.arrow')
  const { code, stdout, stderr } = await run(['embed', '--model', model, '--data', queries, '--output', output])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toBe(`${output}: 4 rows × 4 dimensions, heads at 2, 4\n`)
  const first = readFileSync(output)
  await run(['embed', '--model', model, '--data', queries, '--output', output, '--no-cache'])
  expect(readFileSync(output).equals(first)).toBe(true)
})

test('logits of the image and its mirror image', async () => {
  const [output, images] = [path('logits.arrow'), writeModel(path('images.onnx'), imageModel())]
  const data = writeArrow(path('images.arrow'), { x: vectors([[1, 4]]) })
  const args = ['embed', '--model', images, '--data', data, '--output', output, '--logits', '--tta', 'flip']
  const { code, stdout } = await run(args)
  expect([code, stdout]).toEqual([0, `${output}: 1 rows × 2 dimensions, heads at 1, 2, logits of 2 classes\n`])
  const table = await openEmbeddings(output)
  expect(table.provenance).toMatchObject({ logits: 2, augmentation: 'flip' })
  expect([...(await collect(table.batches()))[0]!.heads!.logits!]).toEqual([5, 0, 5, 10])
})

test('a side of a search is for texts', async () => {
  const args = ['embed', '--model', model, '--data', queries, '--output', path('side.arrow'), '--side', 'query']
  const { document } = await json<Document>(args)
  expect(document.error).toMatchObject({ code: 'side-unused', exitCode: 2 })
  expect(document.error.message).toBe(`--side query is for texts, which ${model} does not take`)
})

test('a name that is too long for the disk', async () => {
  const args = ['embed', '--model', model, '--data', queries, '--output', path(`${'x'.repeat(249)}.arrow`)]
  const { document, stderr } = await json<Document>(args)
  expect(document.error).toMatchObject({ code: 'write-failed', exitCode: 3 })
  expectPlain(document.error.message + stderr)
})

describe('a long run', () => {
  const [ROWS, WIDTH] = [6000, 64]
  const rows = Array.from({ length: ROWS }, (_, i) => Array.from({ length: WIDTH }, (_, j) => i / (j + 1)))
  const data = writeArrow(path('many.arrow'), { x: vectors(rows) }, { recordRows: 500 })
  const slow = writeModel(path('slow.onnx'), slowModel(WIDTH))
  const args = (output: string) => ['embed', '--model', slow, '--data', data, '--output', output, '--threads', '1']
  const whole = (async () => {
    await run(args(path('whole.arrow')))
    return readFileSync(path('whole.arrow'))
  })()

  /** Waits until some record batches are on the disk. */
  async function begun(folder: string, child: ChildProcess): Promise<void> {
    while (child.exitCode === null) {
      const size = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
      if (size > 500_000) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async function interrupted(name: string, signal: NodeJS.Signals, more: string[] = []) {
    const folder = path(name)
    mkdirSync(folder)
    const output = join(folder, 'e.arrow')
    const child = start([...args(output), ...more])
    const end = finished(child)
    await begun(folder, child)
    child.kill(signal)
    return { ...(await end), output, folder }
  }

  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('%s and again: the same bytes', async (signal) => {
    const expected = await whole
    const { output, folder, code, signal: died, stderr } = await interrupted(signal, signal)
    if (signal === 'SIGKILL') expect(died).toBe('SIGKILL')
    else expect([code, died]).toEqual([signal === 'SIGINT' ? 130 : 143, null])
    expectPlain(stderr)
    expect(existsSync(output)).toBe(false)
    expect(readdirSync(folder).length).toBe(1)
    const again = await json<{ timing: { resumedRows: number } }>(args(output))
    expect(again.document.timing.resumedRows).toBeGreaterThan(0)
    expect(readFileSync(output).equals(expected)).toBe(true)
    expect(readdirSync(folder)).toEqual(['e.arrow'])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s under --json is a document', async (signal, exitCode) => {
    const { stdout, code } = await interrupted(`json ${signal}`, signal, ['--json'])
    expect(code).toBe(exitCode)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'stopped', exitCode } })
  })

  test('SIGINT while a cache is filled: the next command goes on', async () => {
    const other = program()
    const folder = join(other.cache, 'mrl-eval', 'embeddings')
    const search = ['knn', '--model', slow, '--database', data, '--queries', data, '--threads', '1']
    mkdirSync(folder, { recursive: true })
    const child = other.start(search)
    const end = finished(child)
    await begun(folder, child)
    child.kill('SIGINT')
    expect((await end).code).toBe(130)
    expect(readdirSync(folder).every((name) => name.endsWith('.partial'))).toBe(true)
    const again = await other.run(search)
    expect(again.code).toBe(3) // it has no labels: said after the embedding was finished
    expect(readdirSync(folder).some((name) => name.endsWith('.partial'))).toBe(false)
  })
})

/** A disk of 256 KiB, or null where one cannot be made. */
function smallDisk(): string | null {
  const folder = path('disk')
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    return null
  }
}

const disk = process.platform === 'linux' ? smallDisk() : null

test.skipIf(disk === null)(`a disk that fills up${disk === null ? ' (needs root to mount a tmpfs)' : ''}`, async () => {
  try {
    const rows = Array.from({ length: 20_000 }, (_, i) => [i, 1, 2, 3])
    const data = writeArrow(path('large.arrow'), { x: vectors(rows) })
    const output = join(disk!, 'e.arrow')
    const { document, code, stderr } = await json(['embed', '--model', model, '--data', data, '--output', output])
    expect(code).toBe(3)
    expect(document.error).toMatchObject({ code: 'write-failed', exitCode: 3 })
    expect(document.error.message).toContain('the disk is full')
    expect(existsSync(output)).toBe(false)
    expectPlain(document.error.message + stderr)
  } finally {
    execFileSync('umount', [disk!])
  }
})
