import { describe, expect, test } from 'vitest'
import { renderBroken, renderJunit } from '../../src/report/junit.js'
import { named } from '../../src/report/titles.js'
import { NOTHING, ONE } from './reports.js'
import { FAILED, gated, PASSED } from './verdicts.js'

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** What JUnit's schema allows in each element: attributes that must be there, and children. */
const SHAPES: Record<string, { required: string[]; children: string[] }> = {
  testsuites: { required: ['name', 'tests', 'failures', 'errors', 'time'], children: ['testsuite'] },
  testsuite: { required: ['name', 'tests', 'failures', 'errors', 'time'], children: ['testcase'] },
  testcase: { required: ['classname', 'name', 'time'], children: ['failure', 'error'] },
  failure: { required: ['message', 'type'], children: [] },
  error: { required: ['message', 'type'], children: [] },
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }
const plain = (text: string) => text.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? expect.fail(entity))

/** Reads XML of these elements strictly: whatever is left over, crossed or not allowed there fails. */
function parsed(xml: string): Element {
  const [head, ...rest] = xml.split('\n')
  expect(head).toBe('<?xml version="1.0" encoding="UTF-8"?>')
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  for (const [, close, name, attributes, empty, text] of rest
    .join('\n')
    .matchAll(/<(\/?)(\w+)((?:\s\w+="[^"<]*")*)(\/?)>|([^<]+)/g)) {
    if (text !== undefined) open.at(-1)!.text += plain(text)
    else if (close) expect(open.pop()!.name).toBe(name)
    else {
      const pairs = [...attributes!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)])
      const element = {
        name: name!,
        attributes: Object.fromEntries(pairs) as Record<string, string>,
        children: [],
        text: '',
      }
      expect(Object.keys(element.attributes)).toEqual(SHAPES[name!]!.required)
      if (open.length > 1) expect(SHAPES[open.at(-1)!.name]!.children).toContain(name)
      open.at(-1)!.children.push(element)
      if (!empty) open.push(element)
    }
  }
  expect(open).toEqual([root])
  expect(xml.replace(/<(\/?)(\w+)((?:\s\w+="[^"<]*")*)(\/?)>/g, '')).not.toMatch(/<(?!\?)/)
  expect(root.children).toHaveLength(1)
  const [suites] = root.children as [Element]
  for (const suite of suites.children) {
    const count = (kind: string) => suite.children.filter(({ children }) => children[0]?.name === kind).length
    expect(suite.attributes).toMatchObject({
      tests: String(suite.children.length),
      failures: String(count('failure')),
      errors: String(count('error')),
    })
  }
  return suites
}

test('a suite for each report, a case for each rule', () => {
  const suites = parsed(renderJunit(named([gated(FAILED), gated(PASSED)])))
  expect(suites.attributes).toEqual({ name: 'mrl-eval', tests: '4', failures: '2', errors: '0', time: '5.000' })
  expect(suites.children.map(({ attributes }) => [attributes.name, attributes.tests, attributes.time])).toEqual([
    [`mrl-eval ${ONE.command}`, '3', '2.500'],
    [`mrl-eval ${ONE.command} 2`, '1', '2.500'],
  ])
  const cases = suites.children[0]!.children
  expect(cases.map(({ attributes }) => attributes.name)).toEqual(FAILED.rules.map(({ rule }) => rule))
  expect(cases[0]!.children).toEqual([])
  const [failure] = cases[1]!.children
  expect(failure!.attributes.message).toContain(`2 of 3 rows, model=<A & 'B'>, dim=16: 0.7, bound 0.8 (-0.1)`)
  expect(failure!.text.split('\n')).toHaveLength(2) // the rows that fail
})

test('a report without rules is a case that passes', () => {
  const [suite] = parsed(renderJunit(named([{ ...NOTHING, timing: {} }]))).children
  expect(suite!.children).toMatchObject([{ attributes: { name: 'measured 0 rows' }, children: [] }])
  expect(suite!.attributes.time).toBe('0.000')
})

describe('a run that broke', () => {
  test('is an error', () => {
    const broken = { message: 'no file at "a<b>.arrow"', code: 'file-missing', suggestions: ['say which', 'or none'] }
    const [suite] = parsed(renderBroken('knn', broken)).children
    expect(suite!.attributes).toMatchObject({ name: 'mrl-eval knn', tests: '1', failures: '0', errors: '1' })
    const [error] = suite!.children[0]!.children
    expect(error).toMatchObject({
      attributes: { message: broken.message, type: 'file-missing' },
      text: 'try: say which\ntry: or none',
    })
  })

  test('without the characters that XML does not have', () => {
    const odd = `a\u0000b\u001b[31mc\ud800d\uffff\ue000 ${String.fromCodePoint(0x1f600)}\tü\ne`
    const xml = renderBroken('knn', { message: odd, code: 'x', suggestions: [odd] })
    // biome's rule against control characters in patterns leaves codes
    const codes = [...xml].map((sign) => sign.codePointAt(0)!)
    expect(
      codes.filter(
        (code) => (code < 32 && ![9, 10, 13].includes(code)) || (code >= 0xd800 && code <= 0xdfff) || code === 0xffff,
      ),
    ).toEqual([])
    const [error] = parsed(xml).children[0]!.children[0]!.children
    expect(error!.attributes.message).toBe(`ab[31mcd\ue000 ${String.fromCodePoint(0x1f600)} ü e`)
    expect(error!.text).toContain('ü\ne')
  })
})
