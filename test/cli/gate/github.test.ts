import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { annotation, annotationsOf, appendSummary, brokenSummary, summaryOf } from '../../../src/cli/gate/github.js'
import { renderMarkdown } from '../../../src/report/markdown.js'
import type { Report } from '../../../src/types.js'
import { temporaryFolder } from '../../data/temporary.js'
import { ONE } from '../../report/reports.js'
import { FAILED, gated } from '../../report/verdicts.js'

const folder = temporaryFolder()

describe('annotations', () => {
  test('are escaped', () => {
    expect(annotation('error', 'a:b,c%', '100 %\r\nx: y, z')).toBe('::error title=a%3Ab%2Cc%25::100 %25%0D%0Ax: y, z')
  })

  test('an error for each rule that failed, a warning for each warning', () => {
    const lines = annotationsOf({ ...gated(FAILED), warnings: [{ code: 'a', message: 'mind this' }] })
    expect(lines.map((line) => line.slice(0, line.indexOf(' ')))).toEqual(['::error', '::error', '::warning'])
    expect(lines[0]).toMatch(/^::error title=mrl-eval \S+%3A gate failed::knn@1\[model=.* >= baseline/)
    expect(lines[2]).toMatch(/^::warning title=mrl-eval \S+::mind this$/)
    expect(annotationsOf({ ...ONE, warnings: [] })).toEqual([])
  })

  test('ten of a kind', () => {
    const rule = FAILED.rules[1]!
    const rules = Array.from({ length: 12 }, (_, i) => ({ ...rule, rule: `rule ${i}` }))
    const warnings = Array.from({ length: 10 }, (_, i) => ({ code: 'x', message: `warning ${i}` }))
    const lines = annotationsOf({ ...gated({ passed: false, rules }), warnings })
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10)
    expect(lines[9]).toMatch(/::and 3 more$/)
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10)
  })
})

test('a run that broke, in the summary of the step', () => {
  expect(brokenSummary('knn', 'no <file> at a.arrow')).toBe('## mrl-eval knn\n\nError: no \\<file> at a.arrow\n\n')
})

describe('the step summary', () => {
  const report: Report = gated(FAILED)

  test('is the Markdown under a title, after what is there', async () => {
    const path = join(folder, 'summary.md')
    writeFileSync(path, 'before\n')
    expect(await appendSummary(path, report)).toBeNull()
    expect(await appendSummary(path, report)).toBeNull()
    const part = `## mrl-eval ${report.command}\n\n${renderMarkdown(report)}\n`
    expect(readFileSync(path, 'utf8')).toBe(`before\n${part}${part}`)
  })

  test('leaves out whole tables from the end, and says so', () => {
    const rows = ['MRL', 'B'].flatMap((model) => ONE.rows.map((row) => ({ ...row, model })))
    const grids = (text: string) => text.match(/^### /gm)!.length
    const long = {
      ...report,
      rows: [...rows, ...rows.map((row) => ({ ...row, metrics: { top1: row.metrics['knn@1']! } }))],
    }
    const whole = summaryOf(long, 1 << 20)!
    const size = Buffer.byteLength(whole)
    expect(summaryOf(long, size)).toBe(whole)
    const cut = summaryOf(long, size - 1)!
    expect(grids(cut)).toBe(grids(whole) - 1)
    expect(cut).toMatch(/\n\n1 of \d+ tables left out: a step summary holds 1 MiB\n\n/)
    expect(Buffer.byteLength(cut)).toBeLessThan(size)
    expect(summaryOf(long, 10)).toBeNull()
  })

  test('shows the first rows of a table that is too long, and says how many there are', () => {
    const [first] = ONE.rows
    const long = { ...ONE, rows: Array.from({ length: 30_000 }, (_, i) => ({ ...first!, dim: i + 1 })) }
    expect(Buffer.byteLength(renderMarkdown(long))).toBeGreaterThan(1 << 20)
    const text = summaryOf(long, 1 << 20)!
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1 << 20)
    expect(Buffer.byteLength(text)).toBeGreaterThan((1 << 20) - 200)
    const shown = text.match(/^\| \d+ \|/gm)!.length
    expect(text).toContain(`|\n\n${30_000 - shown} of 30000 rows left out\n\n`)
    expect(text).not.toContain('tables left out')
  })

  test('that is full, or cannot be written, is told', async () => {
    const full = join(folder, 'full.md')
    writeFileSync(full, 'x'.repeat(1 << 20))
    expect(await appendSummary(full, report)).toContain('is full')
    mkdirSync(join(folder, 'taken'))
    expect(await appendSummary(join(folder, 'taken'), report)).toContain('cannot be written')
  })
})
