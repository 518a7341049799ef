import { beforeAll, expect, test } from 'vitest'
import { renderHtml } from '../../../src/report/html/index.js'
import { named } from '../../../src/report/titles.js'
import { KNN } from '../documents.js'
import { EXHIBITS } from '../exhibits.js'

let page: string

beforeAll(async () => {
  page = await renderHtml(named([KNN]), undefined, EXHIBITS)
})

test('the same exhibits give the same bytes; none leave no trace', async () => {
  expect(await renderHtml(named([KNN]), undefined, EXHIBITS)).toBe(page)
  expect(await renderHtml(named([KNN]), undefined, { sheets: [], maps: [] })).toBe(await renderHtml(named([KNN])))
  expect(await renderHtml(named([KNN]))).not.toContain('Exhibits')
})

test('what is asked, what becomes of it, and what is found, told by more than colour', () => {
  expect(page).toContain('<a href="#exhibits">Exhibits</a>')
  expect(page).toContain('Nearest rows of MRL at 8, 16 dims')
  expect(page).toContain('From 40 of 50 queries, drawn by chance')
  expect(page).toContain('From the 50 queries')
  expect(page).toContain('wrong at 8, right at 16')
  expect(page).toContain('another row at 8 than at 16')
  const [first, second] = page.split('<div><h4>').slice(1, 3) as [string, string]
  expect(first).toMatch(
    /^8 dims.*class="miss".*aria-label="wrong">✗<.*>mug<.*class="hit".*aria-label="right">✓<.*>cup</s,
  )
  expect(second).toMatch(/^16 dims.*class="hit".*>cup<.*class="miss".*>mug</s)
})

test('maps say what they show', () => {
  expect(page).toContain('PCA of the first 8 dims, 43.2 % of the variance')
  expect(page).toContain('UMAP of the first 8 dims')
  expect(page).toContain('4 of 50 queries, drawn by chance.')
  expect(page.match(/aria-label="cup: row 0"/g)).toHaveLength(2)
  expect(page).not.toContain('row 3"') // of no class: a dot without words
})

test('texts and names stay text, and pictures are in the page itself', () => {
  expect(page).not.toContain('<img src=x')
  expect(page).toContain('<q>&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;</q>')
  expect(page).toContain('<q>a &amp; b</q>')
  expect(page).toContain('title="&quot;a&quot;; score 0.5"')
  for (const [, source] of page.matchAll(/<img src="([^"]*)"/g)) expect(source).toMatch(/^data:image\/png;base64,/)
})
