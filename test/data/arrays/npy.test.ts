import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { npyColumn, openNpy, readNumbers } from '../../../src/data/arrays/npy.js'
import { userError } from '../collect.js'
import { realArray } from '../real-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()

/** Entries of the first axis; without `count` all. */
async function numbers(path: string, from = 0, count?: number): Promise<number[]> {
  const file = await openNpy(path)
  try {
    return [...(await readNumbers(file, 0, from, count ?? file.shape[0]!))]
  } finally {
    await file.close()
  }
}

/** An array whose header is written by hand. */
function byHand(name: string, header: string, bytes: Uint8Array, version = 1): string {
  const path = `${folder}/${name}.npy`
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, 'latin1'),
      length,
      Buffer.from(header),
      bytes,
    ]),
  )
  return path
}

test('types and shapes of NumPy', async () => {
  const file = await openNpy(realArray('logits-f4'))
  await file.close()
  expect([file.type, file.shape]).toEqual(['f4', [2, 7, 4]])
  const whole = await numbers(realArray('logits-f4'))
  expect(await numbers(realArray('version-2'))).toEqual(whole)
  expect(await numbers(realArray('logits-f2'))).toEqual(whole)
  expect(await numbers(realArray('labels-i8'))).toEqual([0, 3, -1, 1, 2, 2, 1])
  expect(await numbers(realArray('labels-f2'))).toEqual([0, 3, -1, 1, 2, 2, 1])
  expect(await numbers(realArray('labels-u2'))).toEqual([0, 3, 0, 1, 2, 2, 1])
})

test('a part is read by its position', async () => {
  const whole = await numbers(realArray('logits-f8-bgc'))
  expect(await numbers(realArray('logits-f8-bgc'), 3, 2)).toEqual(whole.slice(24, 40)) // of 2 × 4 each
})

test('Fortran and big-endian order are those of any other array', async () => {
  const whole = await numbers(realArray('logits-f4'))
  expect(await numbers(realArray('fortran'))).toEqual(whole)
  expect(await numbers(realArray('big-endian'))).toEqual(whole)
})

test.each(['logits-f4', 'fortran'])('%s: a part along each axis', async (name) => {
  const [G, N, C] = [2, 7, 4]
  const whole = await numbers(realArray('logits-f4'))
  const at = (g: number, n: number, c: number) => whole[(g * N + n) * C + c]!
  const all = (gs: number[], ns: number[], cs: number[]) =>
    gs.flatMap((g) => ns.flatMap((n) => cs.map((c) => at(g, n, c))))
  const range = (count: number) => Array.from({ length: count }, (_, i) => i)
  const file = await openNpy(realArray(name))
  const part = async (axis: number, from: number, count: number) => [...(await readNumbers(file, axis, from, count))]
  expect(await part(0, 1, 1)).toEqual(all([1], range(N), range(C)))
  expect(await part(1, 2, 3)).toEqual(all(range(G), [2, 3, 4], range(C)))
  expect(await part(2, 1, 2)).toEqual(all(range(G), range(N), [1, 2]))
  await file.close()
})

test('integers of every width', async () => {
  const bytes = new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255])
  const of = (descr: string, shape: string) =>
    numbers(byHand(descr.slice(1), `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`, bytes))
  expect(await of('<i8', '2,')).toEqual([1, -1])
  expect(await of('<u8', '2,')).toEqual([1, 2 ** 64])
  expect(await of('<i4', '2, 2')).toEqual([1, 0, -1, -1])
  expect(await of('<u4', '4L,')).toEqual([1, 0, 2 ** 32 - 1, 2 ** 32 - 1])
  expect((await of('<i2', '8,')).slice(-2)).toEqual([-1, -1])
  expect((await of('|i1', '16,')).slice(-2)).toEqual([-1, -1])
  expect((await of('|u1', '16,')).slice(-2)).toEqual([255, 255])
})

test('more than 2 GiB, read at the end', async () => {
  const [rows, width] = [600_000, 1024]
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }\n`
  const path = byHand('large', header, new Uint8Array(0))
  const end = 10 + header.length + rows * width * 4
  const file = openSync(path, 'r+')
  ftruncateSync(file, end) // a hole, which takes no room on the disk
  writeSync(file, new Uint8Array(Float32Array.of(2.5, -1).buffer), 0, 8, end - 8)
  closeSync(file)
  expect((await numbers(path, rows - 1, 1)).slice(-3)).toEqual([0, 2.5, -1])
})

describe('refusals', () => {
  const good = readFileSync(realArray('logits-f4'))
  const cut = (name: string, length: number) => {
    writeFileSync(`${folder}/${name}.npy`, good.subarray(0, length))
    return `${folder}/${name}.npy`
  }
  writeFileSync(`${folder}/longer.npy`, Buffer.concat([good, Buffer.from([0])]))
  test.each([
    [
      'times',
      byHand('times', "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }\n", new Uint8Array(8)),
      'npy-type',
      "holds '<M8[ns]'; expected",
    ],
    ['another version', byHand('version', '', new Uint8Array(4), 9), 'not-npy', 'is of .npy version 9.0'],
    ['records', realArray('records'), 'npy-type', 'holds records'],
    ['no file', `${folder}/absent.npy`, 'file-missing', 'no file at'],
    ['a folder', folder, 'file-is-folder', 'is a folder; expected a file'],
    ['an Arrow file', realArray('x').replace('x.npy', 'nan.arrow'), 'not-npy', 'does not begin with'],
    ['nothing', cut('empty', 0), 'not-npy', 'does not begin with'],
    ['cut in the header', cut('header', 40), 'file-truncated', 'cut off in its header, at byte 40 of 128'],
    ['cut in the values', cut('values', 351), 'file-truncated', 'has 351 bytes; its header, f4 of (2, 7, 4), says 352'],
    ['too long', `${folder}/longer.npy`, 'file-truncated', 'has 353 bytes'],
    ['another header', byHand('odd', "{'shape': (1,)}", new Uint8Array(4)), 'not-npy', "not NumPy's"],
  ])('%s', async (_, path, code, message) => {
    const error = await userError(openNpy(path).then((file) => npyColumn(file, null)))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toContain(message)
    expect(error.message).toContain(path)
  })
})
