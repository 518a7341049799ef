import { readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Field, Float32, makeData, RecordBatch, Schema, Struct } from 'apache-arrow'
import { expect, test } from 'vitest'
import { writeArrow } from '../../../src/data/arrow/write-arrow.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
const schema = new Schema([new Field('x', new Float32())], new Map([['work', 'one']]))

/** Two batches of 2²² float32, 16 MiB each, which are read in slices from a finished file. */
const ROWS = 2 ** 22

function batchAt(from: number): RecordBatch {
  const data = new Float32Array(ROWS).fill(from)
  const children = [makeData({ type: new Float32(), length: ROWS, data })]
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, children }))
}

async function written(name: string, batches: number) {
  const path = join(folder, name)
  const upTo = batches * ROWS
  async function* after(from: number) {
    for (let row = from; row < upTo; row += ROWS) yield batchAt(row)
  }
  return { path, ...(await writeArrow(path, { schema, key: 'work', rows: 2 * ROWS, batches: after })) }
}

test('large batches of a run that was cut off keep their rows when another goes on', async () => {
  const whole = await written('whole.arrow', 2)
  symlinkSync('again.arrow', join(folder, 'link.arrow'))
  expect(await written('link.arrow', 1)).toMatchObject({ finished: false, resumedRows: 0 })
  const again = await written('link.arrow', 2)
  expect(again).toMatchObject({ finished: true, resumedRows: ROWS })
  expect(readFileSync(again.path).equals(readFileSync(whole.path))).toBe(true)
  expect(readlinkSync(again.path)).toBe('again.arrow')
})
