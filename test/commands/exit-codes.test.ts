/**
 * Exit codes of each kind of ending, as text and under --json, where no other test has them: 2 and 3 are in contract.test.ts,
 * 4 in gate.test.ts, 130 and 143 in embed.test.ts.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BIN, expectPlain, program } from './run.js'

const { json, run } = program()

/** A defect: Node itself fails where a report names the machine. */
const broken = `import os from 'node:os'
import { syncBuiltinESMExports } from 'node:module'
os.cpus = () => { throw new Error('no such thing') }
syncBuiltinESMExports()`
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(broken)}` }

describe.concurrent('a defect ends with 1', () => {
  test('as text, without a stack', async () => {
    const { code, stdout, stderr } = await run(['doctor'], { env })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe('Error: unexpected: no such thing\n  try: set DEBUG=1 to see where\n')
  })

  test('as JSON', async () => {
    const { code, document } = await json(['doctor'], { env })
    expect(code).toBe(1)
    expect(document.error).toMatchObject({ code: 'unexpected', exitCode: 1, message: 'unexpected: no such thing' })
  })
})

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout ends with 1, without a stack', () => {
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'help', 'knn'], { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  expect(status).toBe(1)
  expect(String(stderr)).toMatch(/^Error: what was found cannot be printed: ENOSPC.*\n {2}try: /)
})

describe.concurrent('help', () => {
  test.each([
    [['help', 'nonsense'], 'mrl-eval --help'],
    [['knn', 'help'], 'mrl-eval knn --help'],
  ])('%j is a usage error', async (args, suggestion) => {
    const { code, stdout, stderr } = await run(args)
    expect([code, stdout]).toEqual([2, ''])
    const name = args[0] === 'help' ? args[1] : args.join(' ')
    expect(stderr).toMatch(new RegExp(`^Error: there is no command "${name}"; there are .*\n  try: ${suggestion}\n$`))
    expectPlain(stderr)
  })

  test('of what there is not, as JSON', async () => {
    const { document } = await json(['help', 'nonsense'])
    expect(document.error).toMatchObject({ code: 'unknown-command', exitCode: 2 })
  })

  test('under --json is a document; of a command the same as --help', async () => {
    const [{ code, document }, { stdout }] = await Promise.all([
      json<{ command: string; text: string }>(['help', 'doctor']),
      run(['doctor', '--help']),
    ])
    expect([code, document.command]).toEqual([0, 'help'])
    expect(document.text.trimEnd()).toBe(stdout.trimEnd())
  })
})
