/** Every metric has a definition, those of the README's table among them; test/commands/run.ts looks at what commands give. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ADVICE } from '../../src/report/definitions/advice.js'
import { CASCADE } from '../../src/report/definitions/cascade.js'
import { CLASSIFICATION } from '../../src/report/definitions/classification.js'
import { COMPARISON } from '../../src/report/definitions/comparison.js'
import { COST } from '../../src/report/definitions/cost.js'
import { RETRIEVAL } from '../../src/report/definitions/retrieval.js'
import { TIME } from '../../src/report/definitions/time.js'
import { DEFINITIONS, definitionKey, definitionsOf } from '../../src/report/definitions.js'
import { ALL, document, KNN } from './documents.js'
import { fraction } from './reports.js'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** Ids of the README's table: "`latency.p50`, `.p95`" are two, and `accuracy` (`few-shot`) is that command's. */
function readmeKeys(): string[] {
  const [, table] = /## How every number is defined\n([\s\S]*?)\n\n- /.exec(readme)!
  const cells = table!.split('\n').flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? [])
  return cells.flatMap((cell) => {
    const [, own, command] = /^`(\w+)` \(`([a-z-]+)`\)$/.exec(cell) ?? []
    if (command !== undefined) return [definitionKey(own!, command) ?? `${command} ${own}`]
    const ids = [...cell.matchAll(/`([^`]+)`/g)].map(([, id]) => id!)
    return ids.map((id) => (id.startsWith('.') ? `${ids[0]!.split('.')[0]}${id}` : id))
  })
}

test('the README defines nothing that has no definition here', () => {
  const keys = readmeKeys()
  expect(keys.length).toBeGreaterThan(30)
  expect(keys.filter((key) => !Object.hasOwn(DEFINITIONS, key))).toEqual([])
})

test('a definition says everything', () => {
  for (const [key, definition] of Object.entries(DEFINITIONS)) {
    for (const [part, text] of Object.entries(definition)) expect(text, `${key}: ${part}`).toMatch(/\S/)
    expect(Object.keys(definition), key).toEqual(['name', 'formula', 'divides', 'ties', 'interval', 'source'])
  }
})

test('nothing is defined twice', () => {
  const parts = [ADVICE, CASCADE, CLASSIFICATION, COMPARISON, COST, RETRIEVAL, TIME]
  expect(parts.flatMap((part) => Object.keys(part)).toSorted()).toEqual(Object.keys(DEFINITIONS).toSorted())
})

test('sizes share a definition, and one id can mean two things', () => {
  expect(definitionKey('knn@5', 'knn')).toBe('knn@k')
  expect(definitionKey('map@100.min', 'retrieval')).toBe('map@k.min')
  expect(definitionKey('accuracy', 'few-shot')).toBe('few-shot accuracy')
  expect(definitionKey('accuracy', 'adaptive-classify')).toBe('adaptive-classify accuracy')
  expect(definitionKey('accuracy', 'knn')).toBeNull()
  expect(definitionKey('constructor', 'knn')).toBeNull()
})

test('those of a report, without what was not measured', () => {
  expect(definitionsOf(KNN)).toEqual(['knn@k', 'retained'])
  const row = { model: 'm', dim: 8, metrics: { top1: fraction(0.5), top5: fraction(null) } }
  expect(definitionsOf(document('classify', [row]))).toEqual(['top1'])
  for (const report of ALL) {
    const ids = new Set(report.rows.flatMap(({ metrics }) => Object.keys(metrics)))
    for (const id of ids) expect(definitionKey(id, report.command), id).not.toBeNull()
  }
})
