import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readRun, runLines } from '../../../src/data/trec/runs.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
let files = 0

function write(content: string | Uint8Array): string {
  const path = join(folder, `run-${files++}.trec`)
  writeFileSync(path, content)
  return path
}

const listsOf = async (content: string | Uint8Array) => Object.fromEntries((await readRun(write(content))).lists)

describe('order', () => {
  test('is by score, whatever ranks and lines say', async () => {
    expect(await listsOf('q Q0 a 1 0.5 t\nq Q0 b 2 7 t\np 0 c 1 -1e-3 t\nq Q0 d 3 +.6 t\n')).toEqual({
      q: ['b', 'd', 'a'],
      p: ['c'],
    })
  })

  // pytrec_eval on a: 1.0, b: 1.0, and on a: 1.000000000001, b: 1.0 ranks b first; sim is a C float
  test('equal scores, in float32, by document id from the last down, in bytes', async () => {
    expect(await listsOf('q 0 a 1 1.000000000001 t\nq 0 b 2 1 t\nq 0 c 3 1.00001 t\n')).toEqual({ q: ['c', 'b', 'a'] })
    // UTF-8: U+FF5E is ef bd 9e, U+1F600 is f0 9f 98 80; in UTF-16 the first would be the greater
    expect(await listsOf('q 0 \uFF5E 1 1 t\nq 0 \u{1F600} 2 1 t\n')).toEqual({ q: ['\u{1F600}', '\uFF5E'] })
  })
})

test('gzipped, with tabs, Windows lines and a byte order mark', async () => {
  const text = '\uFEFFq\tQ0\td1\t1\t2.5\tbm25\r\n\r\nq Q0 d2 2 1.5 other\r\n'
  for (const content of [text, gzipSync(text)]) {
    const run = await readRun(write(content))
    expect(run.tag).toBe('bm25')
    expect(Object.fromEntries(run.lists)).toEqual({ q: ['d1', 'd2'] })
  }
})

test('lines that cross the blocks in which files are read', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `q Q0 wörter-${i} ${i + 1} ${5000 - i} t\n`) // 130 KB
  expect((await listsOf(lines.join(''))).q).toEqual(Array.from(lines, (_, i) => `wörter-${i}`))
})

test('what is written is read again', async () => {
  const text = runLines('q', ['b', 'a'], Float32Array.of(0.1, 1e-45), 't')
  expect(text).toBe('q Q0 b 1 0.10000000149011612 t\nq Q0 a 2 1.401298464324817e-45 t\n')
  expect(await listsOf(text)).toEqual({ q: ['b', 'a'] })
})

test.each<[string, string | Uint8Array, string, RegExp]>([
  ['nothing', '\n', 'run-empty', /has no lines; expected TREC lines: QUERY Q0 DOCUMENT RANK SCORE TAG/],
  ['qrels', 'q 0 d 1\n', 'run-line', /line 1 is "q 0 d 1"; expected TREC lines/],
  [
    'a document twice',
    'q Q0 d 1 2 t\np Q0 d 1 2 t\nq Q0 d 2 1 t\n',
    'run-twice',
    /line 3 ranks document "d" for query "q"/,
  ],
  ['no score', 'q Q0 d 1 high t\n', 'run-score', /line 1 has the score "high"; expected a number/],
  ['a score of NaN', 'q Q0 d 1 nan t\n', 'run-score', /"nan"/],
  ['a score beyond float32', 'q Q0 d 1 1e39 t\n', 'run-score', /"1e39"/],
  ['no text', Uint8Array.of(0x71, 0xff, 0x0a), 'run-unreadable', /it is not UTF-8 at line 1 or soon after/],
  ['half a gzip file', gzipSync('q Q0 d 1 1 t\n').subarray(0, 20), 'run-unreadable', /cannot read the run/],
])('%s is an error', async (_, content, code, message) => {
  const path = write(content)
  const failure = await readRun(path).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code, exitCode: 3 })
  expect((failure as Error).message).toMatch(message)
  expect((failure as Error).message).toContain(path)
})

test('no file, and a folder', async () => {
  await expect(readRun(join(folder, 'absent'))).rejects.toMatchObject({ code: 'run-missing' })
  await expect(readRun(folder)).rejects.toMatchObject({ code: 'run-unreadable' })
})
