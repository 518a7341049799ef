/** A terminal that does not say how wide it is, as `script` and `docker exec -t` give: nothing may be drawn on it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const hasScript = spawnSync('script', ['--version']).status === 0 // of util-linux

test.skipIf(!hasScript)('a command ends on a terminal of no width', { timeout: 60_000 }, () => {
  const command = `"${process.execPath}" "${BIN}" doctor`
  const env = { ...process.env, CI: '' }
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 50_000,
  })
  expect(status).toBe(0)
  expect(String(stdout)).toContain('a session starts')
})
