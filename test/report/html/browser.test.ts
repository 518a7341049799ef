/** The page in a real browser, without a window: one start for all tests. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BROWSER_ARGS, browserPath } from '../../../scripts/chromium.mjs'
import { renderHtml } from '../../../src/report/html/index.js'
import { named } from '../../../src/report/titles.js'
import { temporaryFolder } from '../../data/temporary.js'
import { ALL, HOSTILE_REPORT } from '../documents.js'
import { EXHIBITS } from '../exhibits.js'

const path = browserPath()
const inCI = Boolean(process.env.CI) && process.env.CI !== 'false'
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

test.skipIf(!inCI)('continuous integration has a browser', () => {
  expect(path, 'a browser in PATH or CHROME_PATH').not.toBeNull()
})

const why = path === null ? ' (skipped: there is no browser: node scripts/chromium.mjs)' : ''

describe.skipIf(path === null)(`report.html in a browser${why}`, () => {
  const folder = temporaryFolder()
  const noise: string[] = [] // of consoles, and requests that are not the page's own
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    writeFileSync(`${folder}/report.html`, await renderHtml(named([...ALL, HOSTILE_REPORT]), undefined, EXHIBITS))
    browser = await launch({ executablePath: path!, args: BROWSER_ARGS, headless: true })
    page = await browser.newPage()
    page.on('console', (message) => noise.push(message.text()))
    page.on('pageerror', (error) => noise.push(String(error)))
    page.on('dialog', (dialog) => {
      noise.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      const url = request.url()
      if (url !== pathToFileURL(`${folder}/report.html`).href && !url.startsWith('data:')) noise.push(url)
    })
    await page.goto(pathToFileURL(`${folder}/report.html`).href)
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
  })

  /** Values of an expression in the page; scripts of the page's own are the only ones that its policy lets run there. */
  const look = <T>(expression: string): Promise<T> => page.evaluate(expression) as Promise<T>

  /** Everything in light; in dark what differs, which is colours. */
  test.each([
    ['light', '{}'],
    ['dark', '{ runOnly: ["color-contrast"] }'],
  ])('nothing keeps people from reading it: %s', async (scheme, options) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.setViewport({ width: 1280, height: 900 })
    await look('for (const folded of document.querySelectorAll("details")) folded.open = true')
    const devtools = await page.createCDPSession()
    const expression = `${AXE};axe.run(document, ${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`
    const { result } = await devtools.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    expect(result.value).toEqual([])
    const paper = await look<string>('getComputedStyle(document.body).backgroundColor')
    expect(paper).toBe(scheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)')
  })

  test('a phone scrolls it down, not sideways', async () => {
    await page.setViewport({ width: 360, height: 740 })
    expect(await look('document.documentElement.scrollWidth')).toBe(360)
    const widest = await look<number>(
      'Math.max(...Array.from(document.querySelectorAll("svg.chart"), (chart) => chart.getBoundingClientRect().right))',
    )
    expect(widest).toBeLessThanOrEqual(360)
    await page.setViewport({ width: 1280, height: 900 })
  })

  test('tables sort by number, up and down, with what is missing last', async () => {
    const column = 'Array.from(document.querySelector("#r3 table").tBodies[0].rows, (row) => row.cells[2].textContent)'
    const press = () => look('document.querySelectorAll("#r3 table th button")[2].click()')
    const before = await look<string[]>(column)
    await press()
    expect(await look(column)).toEqual(before.toSorted((a, b) => Number(a) - Number(b)))
    expect(await look('document.querySelector("#r3 [aria-sort]").getAttribute("aria-sort")')).toBe('ascending')
    await press()
    expect(await look(column)).toEqual(before.toSorted((a, b) => Number(b) - Number(a)))
    const empty = await look<string[]>(`(() => {
      const table = document.querySelector('#r2 table')
      table.querySelectorAll('th button')[4].click()
      return Array.from(table.tBodies[0].rows, (row) => row.cells[4].textContent)
    })()`)
    expect(empty.at(-1)).toBe('') // FF has no 16
  })

  test('charts show the value that is pointed at, walked to or touched', async () => {
    const at = await look<{ x: number; y: number; label: string }>(`(() => {
      const value = document.querySelector('#r2 svg.chart .value')
      value.scrollIntoView({ block: 'center' })
      const { left, right, top, bottom } = value.getBoundingClientRect()
      return { x: (left + right) / 2, y: (top + bottom) / 2, label: value.getAttribute('aria-label') }
    })()`)
    const tip = () =>
      look<string | null>('document.getElementById("tip").hidden ? null : document.getElementById("tip").textContent')
    expect(at.label).toMatch(/MRL.* 8 .*60/)
    await new Promise((resolve) => setTimeout(resolve, 100)) // scrolling hides what is shown
    await page.mouse.move(at.x + 3, at.y + 3)
    expect(await tip()).toBe(at.label)
    await page.mouse.move(1, 1)
    expect(await tip()).toBeNull()
    await look('document.querySelector("#r2 svg.chart").focus({ preventScroll: true })')
    await page.keyboard.press('ArrowRight')
    expect(await tip()).toBe(at.label)
    await page.keyboard.press('Escape')
    expect(await tip()).toBeNull()
  })

  test('names that would be markup are text; nothing was fetched, printed or run besides', async () => {
    expect(await look('document.querySelectorAll("img:not([src^=\'data:\'])").length')).toBe(0)
    expect(await look('document.body.textContent')).toContain('</script><img src=x onerror=alert(1)>')
    expect(noise).toEqual([])
  })
})
