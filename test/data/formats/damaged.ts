/** Malformed versions of a file: cut short and with flipped bits, at places drawn by a seed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import { UserError } from '../../../src/errors.js'
import { temporaryFolder } from '../temporary.js'

export interface Content {
  rows: number
  columns: string[]
  values: string[] // of every cell, as text
}

/** Everything that a file holds, or the UserError that it ends with. Any other exception fails the test. */
export async function contentOf(path: string, what = path): Promise<Content | UserError> {
  try {
    const file = await openRows(path)
    try {
      const values: string[] = []
      const columns = file.schema.fields.map(({ name }) => name)
      for (const i of file.batchRows.keys()) {
        const batch = await file.read(i)
        expect(batch.numRows, what).toBe(file.batchRows[i])
        for (const name of columns) {
          const column = batch.getChild(name)!
          for (let row = 0; row < batch.numRows; row++) values.push(String(column.get(row)))
        }
      }
      return { rows: file.rows, columns, values }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof UserError) {
      expect([2, 3], what).toContain(error.exitCode)
      expect(error.message.length, what).toBeGreaterThan(10)
      return error
    }
    throw new Error(`${what}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}

/** mulberry32 */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A column of a file that is one batch. [rows] */
function columnOf({ rows, columns, values }: Content, name: string): string[] {
  expect(values.length).toBe(rows * columns.length)
  const at = columns.indexOf(name) * rows
  return values.slice(at, at + rows)
}

/**
 * Tests of one file: cut at 50 places it is an error, or gives rows that were there, of which the last may be cut (line formats); with one bit
 * flipped at 200 places it is an error, or has the same rows and at most `changed` other cells.
 * @param changed cells that one bit may change: 1 without compression; null where one bit reaches further (compressed
 * pages, the schema) and only the rows are held to
 */
export function damageTests(path: string, options: { changed: number | null; lines?: boolean }): void {
  const bytes = readFileSync(path)
  const folder = temporaryFolder()
  const target = join(folder, basename(path))
  /** As a new file each time: the HDF5 library knows files by their inode. */
  const write = (damaged: Uint8Array): void => {
    rmSync(target, { force: true })
    writeFileSync(target, damaged)
  }

  test(`${basename(path)}, cut at 50 places`, async () => {
    const whole = (await contentOf(path)) as Content
    expect(whole).not.toBeInstanceOf(UserError)
    const random = seeded(7)
    for (let i = 0; i < 50; i++) {
      const length = Math.floor(random() * bytes.length)
      write(bytes.subarray(0, length))
      const found = await contentOf(target, `cut at ${length}`)
      if (found instanceof UserError) continue
      expect(options.lines, `cut at ${length} is read as whole`).toBe(true)
      expect(found.rows, `cut at ${length}`).toBeLessThanOrEqual(whole.rows)
      expect(whole.columns, `cut at ${length}`).toEqual(expect.arrayContaining(found.columns))
      for (const name of found.columns)
        expect(columnOf(found, name).slice(0, -1), `cut at ${length}`).toEqual(
          columnOf(whole, name).slice(0, found.rows - 1),
        )
    }
  })

  test(`${basename(path)}, with a bit flipped at 200 places`, async () => {
    const whole = (await contentOf(path)) as Content
    const random = seeded(11)
    for (let i = 0; i < 200; i++) {
      const flipped = Uint8Array.from(bytes)
      const at = Math.floor(random() * bytes.length)
      flipped[at]! ^= 1 << Math.floor(random() * 8)
      write(flipped)
      const found = await contentOf(target, `flipped at ${at}`)
      if (found instanceof UserError) continue
      if (!options.lines) expect(found.rows, `flipped at ${at}`).toBe(whole.rows)
      if (options.changed === null || found.columns.join() !== whole.columns.join()) continue
      const other = found.values.filter((value, cell) => value !== whole.values[cell]).length
      expect(other, `cells changed by a bit flipped at ${at}`).toBeLessThanOrEqual(options.changed)
    }
  })
}
