import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Float64 } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openIpc } from '../../src/data/arrow/ipc.js'
import { holdsOutcomes, readOutcomes, writeOutcomes } from '../../src/data/outcomes.js'
import { ints, texts, writeArrow } from './arrow-file.js'
import { temporaryFolder } from './temporary.js'

const folder = temporaryFolder()
const outcomes = {
  ids: ['a', 'b', 'c'],
  labels: Int32Array.of(4, 0, 2),
  outcomes: [
    { model: 'MRL', metric: 'knn@1', dim: 8, interpolated: false, values: Float64Array.of(1, 0, 1) },
    { model: 'MRL', metric: 'map@10', dim: 12, interpolated: true, values: Float64Array.of(0.1, 1 / 3, 0) },
  ],
  measured: { data: 'd', database: null, distance: 'cosine' as const },
}

test('what is written is read back to the last bit', async () => {
  const path = join(folder, 'new', 'outcomes.arrow')
  await writeOutcomes(path, outcomes, '1.2.3')
  expect(await readOutcomes(path)).toEqual(outcomes)
  expect(readdirSync(join(folder, 'new'))).toEqual(['outcomes.arrow'])
  const file = await openIpc(path)
  expect(holdsOutcomes(file.schema)).toBe(true)
  expect(file.schema.fields.map(({ name }) => name)).toEqual(['id', 'label', 'MRL knn@1 8', 'MRL map@10 12'])
  await file.close()
})

test('a place that cannot be written to', async () => {
  const path = join(folder, 'new', 'outcomes.arrow', 'x.arrow')
  await expect(writeOutcomes(path, outcomes, '1')).rejects.toMatchObject({ code: 'output-unwritable', exitCode: 3 })
  expect(existsSync(path)).toBe(false)
})

describe('files that are not as they should be', () => {
  const column = { column: 'v', model: 'M', metric: 'top1', dim: 2, interpolated: false }
  const header = { format: 1, tool: '1', measured: outcomes.measured, outcomes: [column] }
  const file = (name: string, about: unknown, values: readonly (number | null)[], columns = {}) =>
    writeArrow(
      join(folder, `${name}.arrow`),
      {
        id: texts(values.map(String)),
        label: ints(values.map(() => 0)),
        v: { type: new Float64(), values },
        ...columns,
      },
      { recordRows: 2, metadata: { mrl_eval_outcomes: typeof about === 'string' ? about : JSON.stringify(about) } },
    )

  test('several record batches are fine', async () => {
    const { ids, outcomes: read } = await readOutcomes(file('batches', header, [1, 0, 0.5]))
    expect([ids, [...read[0]!.values]]).toEqual([
      ['1', '0', '0.5'],
      [1, 0, 0.5],
    ])
  })

  test.each([
    ['no-json', '{', [1], 'file-damaged', /description/],
    ['other-format', { ...header, format: 2 }, [1], 'file-damaged', /description/],
    ['no-column', { ...header, outcomes: [{ ...column, column: 'w' }] }, [1], 'file-damaged', /description/],
    ['no-list', { ...header, outcomes: null }, [1], 'file-damaged', /description/],
    ['null', header, [1, 0, null], 'bad-row', /"v", row 2 is null; expected a number from 0 to 1/],
    ['nan', header, [1, Number.NaN], 'bad-row', /row 1 is NaN/],
    ['above', header, [1, 0, 0, 1.5], 'bad-row', /row 3 is 1\.5/],
    ['empty', header, [], 'no-rows', /no rows/],
  ] as const)('%s', async (name, about, values, code, message) => {
    const reading = readOutcomes(file(name, about, values))
    await expect(reading).rejects.toMatchObject({ code, exitCode: 3, message: expect.stringMatching(message) })
  })

  test('a column of another type', async () => {
    const path = file('ints', { ...header, outcomes: [{ ...column, column: 'label' }] }, [1, 0])
    await expect(readOutcomes(path)).rejects.toMatchObject({ code: 'column-type' })
  })
})
