import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBaseline, writeBaseline } from '../../../src/cli/gate/baseline-file.js'
import { openGate } from '../../../src/cli/gate/gate.js'
import type { GateFlagValues } from '../../../src/cli/gate/gate-flags.js'
import { fingerprint } from '../../../src/data/files/fingerprint.js'
import { parseRule } from '../../../src/gates/parse.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'
import { dimRow, metric, report } from '../../gates/rows.js'

const folder = temporaryFolder()
const path = (name: string) => join(folder, name)
const measured = report([8, 16].map((dim) => dimRow('MRL', dim, { 'knn@1': metric(0.5, [0.4, 0.6]) })))
const rules = (...texts: string[]) => ({ gate: texts.map(parseRule) })
const open = (flags: Partial<GateFlagValues>, ...typed: string[]) =>
  openGate(flags, 'knn', (flag) => typed.includes(flag))

describe('a baseline on disk', () => {
  test('is read as it was written, a row a line', async () => {
    const file = path('deep/written.json')
    await writeBaseline(file, measured)
    const text = readFileSync(file, 'utf8')
    expect(text.match(/^ {4}\{"model":"MRL","dim":/gm)).toHaveLength(2)
    const { baseline, fact } = await readBaseline(file, 'knn')
    expect(baseline).toEqual(JSON.parse(text))
    expect(fact).toMatchObject({ role: 'baseline', path: file, rows: 2 })
  })

  test('a whole report is one, also with a byte order mark', async () => {
    writeFileSync(path('report.json'), `\uFEFF${JSON.stringify(measured)}`)
    await writeBaseline(path('same.json'), measured)
    const [one, other] = [await readBaseline(path('report.json'), 'knn'), await readBaseline(path('same.json'), 'knn')]
    expect(one.baseline).toEqual(other.baseline)
    expect(one.fact.sha256).toBe(await fingerprint(path('report.json'), null)) // of the file as it is
  })

  test.each([
    ['missing', null, 3, 'file-missing'],
    ['cut', '{"schemaVersion": 1', 3, 'baseline-format'],
    ['empty', '', 3, 'baseline-format'],
    ['a page', '<!doctype html>', 3, 'baseline-format'],
    ['a later one', '{"schemaVersion": 2}', 3, 'baseline-version'],
    ['of another command', JSON.stringify({ ...measured, command: 'classify' }), 2, 'baseline-command'],
  ])('%s', async (name, text, exitCode, code) => {
    const file = path(`${name}.json`)
    if (text !== null) writeFileSync(file, text)
    const error = await userError(readBaseline(file, 'knn'))
    expect(error).toMatchObject({ exitCode, code })
    expect(error.message).toContain(file)
    expect(error.message).not.toContain('\n')
    expect(error.suggestions.length).toBeGreaterThan(0)
  })

  test('a folder, and nothing to write', async () => {
    mkdirSync(path('taken'))
    expect(await userError(readBaseline(path('taken'), 'knn'))).toMatchObject({ exitCode: 3, code: 'file-unreadable' })
    expect(await userError(writeBaseline(path('none.json'), report([])))).toMatchObject({
      exitCode: 2,
      code: 'baseline-empty',
    })
  })
})

describe('a gate', () => {
  const file = path('b.json')

  test('gives the report its verdict, the baseline as an input, and what differs as warnings', async () => {
    await writeBaseline(file, measured)
    const now = { ...measured, parameters: { k: [5], seed: 0 }, warnings: [{ code: 'old', message: 'old' }] }
    const allowed = {
      ...rules('knn@1 >= baseline', 'knn@1 > 0'),
      baseline: file,
      'allow-mismatch': ['definitions' as const],
    }
    const judged = (await open(allowed)).judged(now)
    expect(judged.gate).toMatchObject({ passed: true, rules: [{ passed: true }, { passed: true }] })
    expect(judged.inputs.at(-1)).toMatchObject({ role: 'baseline', path: file })
    expect(judged.warnings.map(({ code }) => code)).toEqual(['old', 'baseline-mismatch'])
    const strict = await open({ ...allowed, 'allow-mismatch': undefined })
    expect(() => strict.judged(now)).toThrow('k is [5], in the baseline [1]')
  })

  test('without rules there is no verdict', async () => {
    expect((await open({})).judged(measured)).toEqual(measured)
  })

  test('a baseline of the config file may go unused, and need not be there', async () => {
    const gate = await open({ ...rules('knn@1 > 1'), baseline: path('absent.json'), 'allow-mismatch': ['model'] })
    expect(gate.judged(measured)).toMatchObject({ gate: { passed: false }, inputs: measured.inputs })
  })

  test.each<[string, Partial<GateFlagValues>, string[], string]>([
    ['a baseline that is missing', rules('knn@1 >= baseline'), [], 'baseline-missing'],
    ['a baseline that no rule speaks of', rules('knn@1 > 0'), ['baseline'], 'baseline-unused'],
    ['allowed mismatches without a baseline', {}, ['allow-mismatch'], 'baseline-unused'],
    [
      'a metric that the baseline has not',
      { ...rules('top1 >= baseline'), baseline: file },
      ['baseline'],
      'baseline-no-metric',
    ],
    ['a row that the baseline has not', { ...rules('knn@1[dim=9] >= baseline'), baseline: file }, [], 'gate-no-row'],
  ])('%s is wrong before anything is measured', async (_, flags, typed, code) => {
    expect(await userError(open(flags, ...typed))).toMatchObject({ exitCode: 2, code })
  })
})
