import { describe, expect, test } from 'vitest'
import { program } from './run.js'

const { run } = program()
const COMMANDS = [
  'adaptive-classify',
  'advise',
  'classify',
  'compare',
  'completion',
  'convert',
  'doctor',
  'embed',
  'few-shot',
  'init',
  'inspect',
  'knn',
  'report',
  'retrieval',
  'run',
  'similarity',
]

test.concurrent.each([['--help'], ['help'], ['-h']])('%s lists the commands', async (...args) => {
  const { code, stdout } = await run(args)
  expect(code).toBe(0)
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
})

test('no arguments at all give the help', async () => {
  const { stdout, stderr } = await run([])
  expect(stdout + stderr).toContain('COMMANDS')
})

describe.concurrent.each(COMMANDS)('%s', (command) => {
  test('help names every flag, and its examples are of existing flags', async () => {
    const { code, stdout } = await run([command, '--help'])
    expect(code).toBe(0)
    const named = new Set(stdout.match(/--(\[no-\])?[a-z][a-z-]*/g)!.map((flag) => flag.replace('[no-]', '')))
    const examples = [...stdout.matchAll(/^ +\$ mrl-eval (.+)$/gm)].map(([, line]) => line!)
    const [usage, ...rest] = examples
    expect(usage).toContain(command)
    expect(rest.length).toBeGreaterThan(0)
    for (const example of rest) {
      expect(example.split(' ')[0]).toBe(command)
      for (const flag of example.match(/--[a-z-]+/g) ?? []) expect(named).toContain(flag)
    }
    for (const flag of ['--json', '--config', '--quiet', '--progress']) expect(named).toContain(flag)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
  })
})
