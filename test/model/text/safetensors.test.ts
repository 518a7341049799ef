import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSafetensors } from '../../../src/model/text/safetensors.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()

function file(header: unknown, data: Uint8Array, length?: number): string {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(length ?? text.length))
  const path = join(folder, 'w.safetensors')
  writeFileSync(path, Buffer.concat([size, text, data]))
  return path
}

describe('readSafetensors', () => {
  test('float32, float16, bfloat16 and float64 beside metadata', async () => {
    const data = Buffer.alloc(4 + 2 + 2 + 8)
    data.writeFloatLE(0.1, 0)
    data.writeUInt16LE(0x3e00, 4) // 1.5 in binary16
    data.writeUInt16LE(0xc040, 6) // −3 in bfloat16
    data.writeDoubleLE(0.25, 8)
    const entry = (dtype: string, from: number, to: number) => ({ dtype, shape: [1], data_offsets: [from, to] })
    const header = {
      __metadata__: { format: 'pt' },
      a: entry('F32', 0, 4),
      b: entry('F16', 4, 6),
      c: entry('BF16', 6, 8),
      d: entry('F64', 8, 16),
    }
    const weights = await readSafetensors(file(header, data))
    expect([...weights.keys()]).toEqual(['a', 'b', 'c', 'd'])
    expect([...weights.values()].map(({ values }) => values[0])).toEqual([Math.fround(0.1), 1.5, -3, 0.25])
  })

  const whole = { w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }

  test.each<[string, string | object, number, number | undefined, string, RegExp]>([
    ['shorter than it says', whole, 4, undefined, 'weights-damaged', /"w" of 2 F32 stands at 0 to 8/],
    ['a header beyond the file', whole, 8, 1e9, 'weights-damaged', /header of 1000000000 bytes/],
    ['no JSON', '{"w":', 8, undefined, 'weights-damaged', /header is no JSON/],
    ['an entry without a shape', { w: { dtype: 'F32' } }, 8, undefined, 'weights-damaged', /"w" has no type/],
    ['a shape that lies', { w: { ...whole.w, shape: [3] } }, 12, undefined, 'weights-damaged', /"w" of 3 F32/],
    [
      'whole numbers',
      { w: { ...whole.w, dtype: 'I32' } },
      8,
      undefined,
      'weights-type',
      /of type I32; expected one of F32/,
    ],
  ])('%s', async (_, header, bytes, length, code, message) => {
    const error = await userError(readSafetensors(file(header, new Uint8Array(bytes), length)))
    expect(error).toMatchObject({ code, exitCode: 3 })
    expect(error.message).toMatch(message)
  })

  test('missing and empty', async () => {
    expect(await userError(readSafetensors(join(folder, 'none')))).toMatchObject({ code: 'weights-missing' })
    writeFileSync(join(folder, 'empty'), '')
    expect(await userError(readSafetensors(join(folder, 'empty')))).toMatchObject({ code: 'weights-damaged' })
  })
})
