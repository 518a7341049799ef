/** The page as text; how a browser takes it is tested in browser.test.ts. */
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { renderHtml } from '../../../src/report/html/index.js'
import { named } from '../../../src/report/titles.js'
import { ALL, document, HOSTILE_REPORT, KNN, knnRow } from '../documents.js'

let page: string
beforeAll(async () => {
  page = await renderHtml(named(ALL))
})

test('sections in their order', () => {
  const sections = [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id)
  expect(sections).toEqual(['summary', 'gates', 'r1', 'r2', 'r3', 'r4', 'definitions', 'provenance'])
})

test('what was measured, said, drawn and defined is on it', () => {
  expect(page).toContain('<title>Evaluation of MRL and FF</title>')
  expect(page).toContain('16 dimensions keep 99.0')
  expect(page.match(/<figure>/g)!.length).toBeGreaterThan(3)
  expect(page).toMatch(/<td class="n">60\.00<\/td>/)
  expect(page).toContain('<span class="bad">failed</span>')
  expect(page).toContain('ab'.repeat(32))
})

test('every definition that is linked to is there, once, and every id is', () => {
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!)
  expect(ids.filter((id, i) => ids.indexOf(id) < i)).toEqual([])
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!)
  expect(links.filter((id) => id.startsWith('def-')).length).toBeGreaterThan(10)
  expect(links.filter((id) => !ids.includes(id))).toEqual([])
})

test('the same bytes twice', async () => {
  expect(await renderHtml(named(ALL))).toBe(page)
})

test('tags that are opened are closed, in their order', () => {
  expect(unbalanced(page)).toEqual([])
})

test('nothing is fetched: no addresses but the names of XML', () => {
  const addresses = page.match(/(?:https?:)?\/\/[\w.-]+\.\w+[^\s"'<)]*/g) ?? []
  expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([])
  expect(page).not.toMatch(/<(link|iframe|object|embed|base)\b|@import|\bsrc=/)
})

test('the policy allows the one script that is there, by its hash, and nothing else', () => {
  const [, script] = /<script>([\s\S]*)<\/script>/.exec(page)!
  const hash = createHash('sha256').update(script!).digest('base64')
  expect(page).toContain(`default-src 'none'`)
  expect(page).toContain(`script-src 'sha256-${hash}'`)
  expect(page.match(/<script/g)).toHaveLength(1)
})

describe('names that would be markup', () => {
  test('stay names', async () => {
    const hostile = await renderHtml(named([HOSTILE_REPORT]), HOSTILE_REPORT.rows[0]!.model)
    expect(hostile.match(/<script/g)).toHaveLength(1)
    expect(hostile.match(/<\/script/g)).toHaveLength(1)
    expect(hostile).not.toMatch(/<img/)
    expect(hostile).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;')
    expect(unbalanced(hostile)).toEqual([])
  })
})

test('a title of its own; a report without rows is a page, too', async () => {
  const empty = await renderHtml(named([document('knn', [])]), 'Model <7>')
  expect(empty).toContain('<h1>Model &lt;7&gt;</h1>')
  expect(empty).not.toContain('id="summary"')
  expect(unbalanced(empty)).toEqual([])
})

test('columns of numbers stand right and sort as numbers; names do not', async () => {
  const rows = [knnRow('MRL', 8, 0.5, undefined, { interpolated: true }), knnRow('MRL', 16, 0.6)]
  const own = await renderHtml(named([document('knn', rows)]))
  expect(own).toContain('<th scope="col" class="n"><button type="button">dim</button></th>')
  expect(own).toContain('<th scope="row" class="n">8*</th>')
  expect(await renderHtml(named([KNN]))).toContain('<th scope="col"><button type="button">role</button></th>')
})

/** Tags that are closed by another than the last one opened. */
function unbalanced(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  const markup = html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
  for (const [, closing, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>/g)) {
    if (/^(meta|br|hr|img|input|link)$/i.test(name!) || rest!.endsWith('/')) continue
    if (closing === '') open.push(name!)
    else if (open.pop() !== name) wrong.push(name!)
  }
  return [...wrong, ...open]
}
